// How one statement is judged, and how what has waited comes into force: keys/DIRECTORY.md, F2, F3, F6 to F10.
package main

import (
	"math/big"
	"strings"
)

func (v *view) judge(i int) {
	n, err := parseNote(v.leaves[i], 4096)
	if err != nil {
		v.ignore(i, "F2-form")
		return
	}
	s, known, err := parseStatement(n.text)
	if err != nil {
		v.ignore(i, "F2-form")
		return
	}
	if i == 0 {
		return
	}
	if s.log != b64([]byte(v.genesis)) {
		v.ignore(i, "F2-log")
		return
	}
	keys := v.law.anyone()
	if known && s.kind == "root" {
		keys = append(keys, s.root.anyone()...)
	}
	signed, ok := n.signers(keys)
	if !ok {
		v.ignore(i, "F2-signature")
		return
	}
	if !known {
		if count(signed, v.law.sign) >= v.law.signNeeds {
			v.trouble["F3-too-new"] = true
		} else {
			v.ignore(i, "F3-unknown")
		}
		return
	}
	if why := v.rules(i, s, signed); why != "" {
		v.ignore(i, why)
		return
	}
	v.accept(i, s, signed)
}

func (v *view) rules(i int, s *statement, signed map[string]bool) string {
	law := v.law
	switch s.kind {
	case "stop":
		if count(signed, law.anyone()) == 0 {
			return "F10-signature"
		}
		if v.inForce(s.leaf) {
			return "F10-in-force"
		}
	case "notice":
		if count(signed, law.anyone()) == 0 {
			return "F2-signatures"
		}
	case "root":
		return v.rootRules(s.root, signed)
	case "org":
		if count(signed, law.root) < law.rootNeeds {
			return "F2-signatures"
		}
		return v.orgRules(s.org, s.orgKind)
	default:
		if count(signed, law.sign) < law.signNeeds {
			return "F2-signatures"
		}
		if s.kind == "endpoint" && v.kinds[s.org] == "" {
			return "F8-unknown"
		}
		if s.kind == "add" {
			return v.addRules(v.hashes[i], s)
		}
	}
	return ""
}

func (v *view) rootRules(r *root, signed map[string]bool) string {
	law := v.law
	old := map[string]bool{}
	for _, each := range r.deny {
		old[each] = true
	}
	switch {
	case r.version != law.version+1:
		return "F7-version"
	case r.deployment != law.deployment:
		return "F7-deployment"
	case count(signed, law.root) < law.rootNeeds:
		return "F7-threshold"
	case count(signed, r.root) < r.rootNeeds:
		return "F7-own-threshold"
	}
	for _, each := range law.deny {
		if !old[each] {
			return "F7-deny"
		}
	}
	return r.floors()
}

func (v *view) orgRules(org, kind string) string {
	switch {
	case kind != "police" && kind != "ngo" && kind != "gateway":
		return "F8-kind"
	case v.kinds[org] != "" && v.kinds[org] != kind:
		return "F8-changed"
	case contains(v.law.deny, org):
		return "F8-denied"
	}
	return ""
}

func (v *view) addRules(hash string, s *statement) string {
	r, exists := roles[s.role]
	kind := v.kinds[s.org]
	switch {
	case kind == "":
		return "F9-org"
	case !exists || !strings.Contains(" "+r.kinds+" ", " "+kind+" "):
		return "F9-role"
	case s.alg != r.alg:
		return "F9-alg"
	case contains(v.law.deny, strings.ToLower(s.purpose)):
		return "F9-denied"
	}
	total, mine := 0, map[string]bool{}
	for at, k := range s.keys {
		if k.until <= k.from {
			return "F9-dates"
		}
		if at > 0 && k.from != s.keys[at-1].until {
			return "F9-abut"
		}
		total += k.until - k.from
	}
	if total > v.law.maxKeyDays {
		return "F9-days"
	}
	for _, k := range s.keys {
		if by := v.stopped[k.pk]; by != "" && by != hash {
			return "F10-barred"
		}
	}
	for _, k := range s.keys {
		if _, listed := v.everListed[k.pk]; listed || mine[k.pk] || v.ofRoots(k.pk) {
			return "F9-twice"
		}
		mine[k.pk] = true
	}
	for _, k := range s.keys {
		if (r.alg == "x25519" && !soundX25519([]byte(k.pk))) || (r.alg == "ed25519" && !primeOrder([]byte(k.pk))) {
			return "F9-key"
		}
	}
	return ""
}

// ofRoots is true for a key of any root there has been.
func (v *view) ofRoots(pk string) bool {
	for _, law := range v.laws {
		for _, k := range append(append(law.anyone(), law.log...), law.witness...) {
			if k.pk == pk {
				return true
			}
		}
	}
	return false
}

// soundX25519 is F9-key: a number below 2^255 - 19, none of the five of low order.
func soundX25519(raw []byte) bool {
	turned := make([]byte, 32)
	for i := range raw {
		turned[31-i] = raw[i]
	}
	n := new(big.Int).SetBytes(turned)
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	if n.Cmp(p) >= 0 {
		return false
	}
	return !lowOrder(raw)
}

func (v *view) accept(i int, s *statement, signed map[string]bool) {
	delay := int64(v.law.activationDays) * dayLong
	switch s.kind {
	case "stop":
		v.hold(s, signed)
	case "add":
		r := roles[s.role]
		for _, k := range s.keys {
			v.everListed[k.pk] = i
			v.listed = append(v.listed, &listed{org: s.org, pk: k.pk, kid: kid(r.number, k.pk), role: r.number, from: k.from, until: k.until, leaf: i, delay: delay})
		}
	case "org", "root":
		w := &waiting{leaf: i, s: s, hash: v.hashes[i], delay: delay}
		w.every = s.kind == "root" && count(signed, v.law.root) == len(v.law.root)
		if delay == 0 {
			v.enact(w)
			return
		}
		v.pending = append(v.pending, w)
	}
}

// enactDue brings into force what waits and is due at a time, in the order of the log.
func (v *view) enactDue(at int64) {
	left := v.pending
	v.pending = nil
	for _, w := range left {
		if at < v.seen[w.leaf]+w.delay {
			v.pending = append(v.pending, w)
			continue
		}
		vetos := map[string]bool{}
		for pk := range v.vetos[w.hash] {
			vetos[pk] = true
		}
		for pk := range v.outsideVetoes(w.hash, at) {
			vetos[pk] = true
		}
		if v.vetoed(w, vetos) {
			v.ignore(w.leaf, "F6-stopped")
			continue
		}
		v.enact(w)
	}
}

func (v *view) vetoed(w *waiting, vetos map[string]bool) bool {
	if w.s.kind == "root" && w.every {
		stays, goes := map[string]bool{}, 0
		for _, k := range w.s.root.veto {
			stays[k.pk] = true
		}
		for _, k := range v.law.veto {
			if !stays[k.pk] {
				goes++
			}
		}
		if goes == 1 || goes == 2 {
			for pk := range vetos {
				if stays[pk] {
					return true
				}
			}
			return false
		}
	}
	return len(vetos) >= 2
}

func (v *view) enact(w *waiting) {
	if w.s.kind == "org" {
		if why := v.orgRules(w.s.org, w.s.orgKind); why != "" {
			v.ignore(w.leaf, why)
			return
		}
		v.kinds[w.s.org], v.enacted[w.leaf] = w.s.orgKind, true
		return
	}
	if w.s.root.version != v.law.version+1 {
		v.ignore(w.leaf, "F7-version")
		return
	}
	v.enactRoot(w.leaf, w.s.root)
}

func (v *view) enactRoot(leaf int, r *root) {
	v.law, v.enacted[leaf] = r, true
	v.laws = append(v.laws, r)
	for _, each := range r.orgs {
		if why := v.orgRules(each[0], each[1]); why != "" {
			v.ignore(leaf, why)
			continue
		}
		v.kinds[each[0]] = each[1]
	}
}

// announced judges what no checkpoint covers yet, for the report alone; a stop among it holds at once.
func (v *view) announced() {
	kept := *v
	kept.listed = append([]*listed{}, v.listed...)
	pending, trouble := v.pending, v.trouble["F3-too-new"]
	kinds := map[string]string{}
	for org, kind := range v.kinds {
		kinds[org] = kind
	}
	ever := map[string]int{}
	for pk, leaf := range v.everListed {
		ever[pk] = leaf
	}
	for i := v.size; i < len(v.leaves); i++ {
		if s, signed := v.stopAt(i); s != nil {
			v.hold(s, signed)
		}
	}
	for i := v.size; i < len(v.leaves); i++ {
		v.judge(i)
	}
	v.law, v.laws, v.listed, v.pending, v.kinds, v.everListed = kept.law, kept.laws, kept.listed, pending, kinds, ever
	v.trouble["F3-too-new"] = trouble
}
