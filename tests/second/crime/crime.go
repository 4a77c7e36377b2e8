// The crime path: what a gateway admits (section 16), and what a force's desk opens (section 17).
package main

import "sort"

const signedLength, acceptDays = 276, 35

type manifest struct {
	raw, report, dirhash, sender, boxcommit string
	dirsize                                 int
	length                                  [3]int
	digest                                  [3]string
}

func parseManifest(raw, code string) *manifest {
	need(raw[:4] == "AMPM", code+"-magic")
	need(raw[4] == 1, code+"-suite")
	need(raw[5] == 2, code+"-nparts")
	m := &manifest{raw: raw, report: raw[6:22], dirsize: number(raw[22:26]), dirhash: raw[26:58], sender: raw[58:74], boxcommit: raw[106:138]}
	for i := 1; i <= 2; i++ {
		at := 138 + 37*(i-1)
		need(int(raw[at]) == i, code+"-entries")
		m.length[i], m.digest[i] = number(raw[at+1:at+5]), raw[at+5:at+37]
	}
	need(isLength(1, m.length[1]) && isLength(2, m.length[2]), code+"-lengths")
	return m
}

func (m *manifest) binds(p *part, code string) {
	need(p.cid == m.report, code+"-cid")
	need(p.sender == m.sender, code+"-sender")
	need(p.dirsize == m.dirsize, code+"-dirsize")
	need(p.dirhash == m.dirhash, code+"-dirhash")
}

func (m *manifest) signedBy(pk, code string) {
	need(verify([]byte(pk), tagged("amparo1/manifest", m.raw[:212]), []byte(m.raw[212:])), code)
}

type moment struct {
	day int
	at  int64
}

// moments are the days, of those asked, on which one may have sealed under a checkpoint of that size.
func (v *view) moments(size int, days []int) (found []moment) {
	for _, day := range days {
		var times []int64
		for _, c := range v.taken {
			if c.size == size && int64(day)*dayLong-fresh <= c.last && c.last < int64(day+1)*dayLong+early {
				times = append(times, c.last)
			}
		}
		sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
		for _, at := range times {
			found = append(found, moment{day, at})
		}
	}
	return
}

func (v *view) rootAt(size int) string {
	if size < 1 || size > v.size {
		return ""
	}
	return rootOf(v.hashes[:size])
}

func (v *view) activeAt(org string, role byte, size int, when moment) map[string]*listed {
	found := map[string]*listed{}
	for _, k := range v.active(org, role, when.day, size, when.at) {
		found[k.kid] = k
	}
	return found
}

// admit is G2 to G10 of an upload: the force that it is for.
func admit(raw string, v *view, ngo, gateway string, day int, now int64) string {
	sum := false
	for a := 1; a <= 4; a++ {
		for b := 1; b <= 4; b++ {
			sum = sum || len(raw) == signedLength+lengthOf(1, a)+lengthOf(2, b)
		}
	}
	need(sum, "G2")
	m := parseManifest(raw[:signedLength], "G3")
	need(signedLength+m.length[1]+m.length[2] == len(raw), "G3-sum")
	middle := signedLength + m.length[1]
	parts := []*part{parsePart(raw[signedLength:middle], 1, "G4"), parsePart(raw[middle:], 2, "G4")}
	for _, p := range parts {
		m.binds(p, "G5")
	}
	for i, name := range []string{"crime", "identity"} {
		need(digest(parts[i].raw) == m.digest[i+1], "G6-"+name)
	}
	need(v.acceptable(now, 0, "") == "", "G7-view")
	need(v.rootAt(m.dirsize) == m.dirhash && m.dirhash != "", "G7-dirhash")
	sender := v.find(m.sender)
	need(sender != nil && sender.role == 0x10, "G8-role")
	if gateway == "" {
		gateway = ngo
	}
	need(sender.org == gateway, "G8-org")
	m.signedBy(sender.pk, "G9")
	for _, p := range parts {
		for _, s := range p.stanzas {
			k := v.find(s.kid)
			need(k == nil || !v.isStopped(k), "G10-stopped")
		}
	}
	need(!v.isStopped(sender), "G10-signer-stopped")
	why, force, to := "G10-checkpoint", "", ""
	for _, when := range v.moments(m.dirsize, []int{day, day - 1}) {
		why = attempt(func() {
			need(v.activeAt(sender.org, sender.role, m.dirsize, when)[sender.kid] != nil, "G10-signer")
			force, to = v.exactly(parts[0], 1, "police", "G10-crime", when), v.exactly(parts[1], 2, "ngo", "G10-identity", when)
		})
		if why == "" {
			break
		}
	}
	need(why == "", why)
	need(to == ngo, "G10-ngo")
	return force
}

func (v *view) exactly(p *part, role byte, kind, code string, when moment) string {
	first := v.find(p.stanzas[0].kid)
	need(first != nil && first.role == role && v.kinds[first.org] == kind, code)
	expected := v.activeAt(first.org, role, p.dirsize, when)
	for id, k := range expected {
		if v.isStopped(k) {
			delete(expected, id)
		}
	}
	need(len(expected) == len(p.stanzas), code)
	for _, s := range p.stanzas {
		need(expected[s.kid] != nil, code)
	}
	return first.org
}

type desk struct {
	org     string
	secrets map[string]string // by kid
	seen    map[string]string // digest of what was accepted, by cid
	ngos    map[string]string // whose report it is, by report id
}

// deliver is R1 to R17 of a crime part: its inside.
func (d *desk) deliver(raw string, v *view, day int, now int64) *object {
	need(isLength(1, len(raw)-signedLength), "R1")
	m := parseManifest(raw[:signedLength], "R2")
	p := parsePart(raw[signedLength:], 1, "R3")
	need(m.length[1] == len(p.raw), "R4-length")
	need(digest(p.raw) == m.digest[1], "R4-digest")
	m.binds(p, "R5")
	sender := p.by(0x10, v, now)
	m.signedBy(sender.pk, "R8")
	return inside(d.opened(p, 1, sender, v, day), m, sender, v, day)
}

// by is R6 and R7: the sender of a part, who has this role.
func (p *part) by(role byte, v *view, now int64) *listed {
	need(v.acceptable(now, 0, "") == "", "R6-view")
	need(p.dirsize <= v.size, "R6-beyond")
	need(v.rootAt(p.dirsize) == p.dirhash && p.dirhash != "", "R6-fork")
	sender := v.find(p.sender)
	need(sender != nil && sender.role == role, "R7")
	return sender
}

// opened is R9 to R16: the text of a part that is sealed to keys of mine of this role.
func (d *desk) opened(p *part, role byte, sender *listed, v *view, day int) string {
	d.forUs(p, role, sender, v, day)
	need(!v.isStopped(sender), "R10")
	if seen, before := d.seen[p.cid]; before {
		need(seen == digest(p.raw), "R11")
		need(false, "again")
	}
	return p.open(d.secrets)
}

func (d *desk) forUs(p *part, role byte, sender *listed, v *view, day int) {
	var days []int
	for back := 0; back <= acceptDays; back++ {
		days = append(days, day-back)
	}
	kids := map[string]bool{}
	for _, s := range p.stanzas {
		kids[s.kid] = true
	}
	why := "R9-checkpoint"
	for _, when := range v.moments(p.dirsize, days) {
		if v.activeAt(sender.org, sender.role, p.dirsize, when)[sender.kid] == nil {
			if why == "R9-checkpoint" {
				why = "R9-signer"
			}
			continue
		}
		ours := v.activeAt(d.org, role, p.dirsize, when)
		stranger, missing := false, false
		for id := range kids {
			stranger = stranger || ours[id] == nil
		}
		for id, k := range ours {
			missing = missing || (!kids[id] && !v.isStopped(k))
		}
		switch {
		case stranger:
			why = "R9-stranger"
		case missing:
			why = "R9-missing"
		default:
			return
		}
	}
	need(false, why)
}

func inside(text string, m *manifest, sender *listed, v *view, day int) *object {
	o, ok := strictJSON(text)
	need(ok, "R17-json")
	channel, isObject := o.values["channel"].(*object)
	_, hasReport := o.values["report"].(*object)
	need(o.has([]string{"v", "type", "channel", "report"}, "supersedes") && isObject && hasReport, "R17-keys")
	need(o.values["v"] == int64(1) && o.values["type"] == "report", "R17-type")
	if _, there := o.values["supersedes"]; there {
		id, isText := o.text("supersedes")
		need(isText && len(id) == 32 && isLowerHex(id), "R17-report")
	}
	need(channel.has([]string{"terms", "schema_version", "day", "ngo", "mailbox", "vk"}), "R17-channel")
	for _, name := range []string{"terms", "schema_version", "ngo", "vk"} {
		_, isText := channel.text(name)
		need(isText, "R17-channel")
	}
	sealed, isDay := channel.values["day"].(int64)
	mailbox, isBox := channel.values["mailbox"].(*object)
	need(isBox && mailbox.has([]string{"id", "pk"}), "R17-channel")
	var bound string
	for _, each := range []struct {
		of   *object
		name string
	}{{mailbox, "id"}, {mailbox, "pk"}, {channel, "vk"}} {
		value, _ := each.of.text(each.name)
		raw, ok := unb64(value, 32)
		need(ok, "R17-channel")
		need(each.name != "pk" || soundX25519(raw), "R17-channel")
		bound += string(raw)
	}
	need(hashed("amparo1/boxcommit", m.report+bound, "", 32) == m.boxcommit, "R17-boxcommit")
	need(isDay && int(sealed) >= day-acceptDays && int(sealed) <= day+1, "R17-day")
	ngo, _ := channel.text("ngo")
	need(v.kinds[ngo] == "ngo", "R17-ngo")
	need(v.kinds[sender.org] != "ngo" || sender.org == ngo, "R17-sender")
	return o
}

func isLowerHex(text string) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
