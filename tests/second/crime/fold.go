// The fold: keys/DIRECTORY.md, section 5. From leaves, checkpoints and stops to who is listed, active and stopped.
package main

import (
	"sort"
	"strings"
)

const fresh, early, dayLong = 48 * 3600, 600, 86400

type role struct {
	number byte
	alg    string
	kinds  string
}

var roles = map[string]role{
	"crime": {1, "x25519", "police"}, "identity": {2, "x25519", "ngo"}, "disclose": {3, "x25519", "police"},
	"case": {4, "x25519", "ngo"}, "desk": {5, "x25519", "police"}, "intake": {0x10, "ed25519", "ngo gateway"},
	"police-reply": {0x11, "ed25519", "police"}, "ngo-case": {0x12, "ed25519", "ngo"}, "door": {0x13, "ed25519", "police ngo"},
}

type listed struct {
	org, pk, kid      string
	role              byte
	from, until, leaf int
	delay             int64
}

type waiting struct {
	leaf  int
	s     *statement
	hash  string
	delay int64
	every bool // a root that every root key in force signed
}

type outside struct {
	raw []byte
	at  int64
}

type view struct {
	law          *root
	size         int
	at           int64
	any          bool
	leaves       [][]byte
	hashes       []string
	seen         []int64 // W of each covered leaf
	taken        []*checkpoint
	kinds        map[string]string
	listed       []*listed
	everListed   map[string]int
	enacted      map[int]bool               // roots and organisations that came into force, by leaf
	vetos        map[string]map[string]bool // who vetoed what, by leaf hash
	stopped      map[string]string          // public key -> the leaf hash of the add that was stopped
	pending      []*waiting
	ignored      [][2]interface{}
	ignoredStops [][2]interface{}
	passed       []string
	trouble      map[string]bool
	laws         []*root
	genesis      string
	held         []outside
	now          int64
}

func (v *view) ignore(leaf int, why string) { v.ignored = append(v.ignored, [2]interface{}{leaf, why}) }

// fold walks from checkpoint to checkpoint. The text is the rule that F1 refused by; then there is no view.
func fold(leaves [][]byte, genesis string, raws [][]byte, stops []outside, now int64) (*view, string) {
	known, why := walk(leaves, genesis, raws, nil, now, nil)
	if why != "" {
		return nil, why
	}
	return walk(leaves, genesis, raws, stops, now, known.laws)
}

func walk(leaves [][]byte, genesis string, raws [][]byte, stops []outside, now int64, laws []*root) (*view, string) {
	if len(leaves) == 0 || leafHash(leaves[0]) != genesis {
		return nil, "F1-genesis"
	}
	v := &view{leaves: leaves, genesis: genesis, now: now, kinds: map[string]string{},
		everListed: map[string]int{}, enacted: map[int]bool{}, vetos: map[string]map[string]bool{}, stopped: map[string]string{}, trouble: map[string]bool{}}
	for _, leaf := range leaves {
		v.hashes = append(v.hashes, leafHash(leaf))
	}
	if why := v.begin(); why != "" {
		return nil, why
	}
	for _, stop := range stops {
		v.holdOutside(stop, laws)
	}
	v.size = 1
	var all []*checkpoint
	for _, raw := range raws {
		all = append(all, parseCheckpoint(raw))
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].size < all[b].size })
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].size == all[0].size {
			n++
		}
		v.group(all[:n])
		all = all[n:]
	}
	v.announced()
	return v, ""
}

func (v *view) begin() string {
	n, err := parseNote(v.leaves[0], 4096)
	if err != nil {
		return "F2-form"
	}
	s, known, err := parseStatement(n.text)
	switch {
	case err != nil:
		return "F2-form"
	case !known || s.kind != "root" || s.root.version != 1:
		return "F1-root"
	case s.log != "self":
		return "F2-log"
	}
	signed, ok := n.signers(s.root.anyone())
	if !ok {
		return "F2-signature"
	}
	if count(signed, s.root.root) < s.root.rootNeeds {
		return "F1-signatures"
	}
	if why := s.root.floors(); why != "" {
		return why
	}
	v.enactRoot(0, s.root)
	return ""
}

// group takes the checkpoints of one size, by time, each under the root in force when its turn comes.
func (v *view) group(left []*checkpoint) {
	for len(left) > 0 {
		best := -1
		for i, c := range left {
			if v.check(c) == "" && (best < 0 || c.last < left[best].last) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		v.take(left[best])
		left = append(append([]*checkpoint{}, left[:best]...), left[best+1:]...)
	}
	for _, c := range left {
		why := v.check(c)
		v.passed = append(v.passed, why)
		switch why {
		case "F4-beyond":
			v.trouble["F11-beyond"] = true
		case "F4-root":
			v.trouble["F11-fork"] = true
		}
	}
}

func (v *view) check(c *checkpoint) string {
	why := c.verifies(v.law, v.now)
	switch {
	case why != "":
	case c.size > len(v.hashes):
		why = "F4-beyond"
	case c.root != rootOf(v.hashes[:c.size]):
		why = "F4-root"
	case v.any && c.size == v.size && c.last < v.at:
		why = "F5-order"
	}
	return why
}

func (v *view) take(c *checkpoint) {
	begin := len(v.seen)
	for i := range v.seen[:min(begin, c.size)] {
		if c.early < v.seen[i] {
			v.seen[i] = c.early
		}
	}
	for len(v.seen) < c.size {
		v.seen = append(v.seen, c.early)
	}
	held := map[int]bool{}
	for i := begin; i < c.size; i++ {
		if s, signed := v.stopAt(i); s != nil {
			v.hold(s, signed)
			held[i] = true
		}
	}
	v.enactDue(c.last)
	for i := begin; i < c.size; i++ {
		if !held[i] {
			v.judge(i)
		}
	}
	v.taken, v.size, v.at, v.any = append(v.taken, c), c.size, c.last, true
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

// stopAt is the stop that leaf i is, and who signed it, if it counts by the root in force; nil for anything else.
func (v *view) stopAt(i int) (*statement, map[string]bool) {
	n, s := v.parsed(i)
	if s == nil || s.kind != "stop" || s.log != b64([]byte(v.genesis)) {
		return nil, nil
	}
	signed, ok := n.signers(v.law.anyone())
	if !ok || len(signed) == 0 || v.inForce(s.leaf) {
		return nil, nil
	}
	return s, signed
}

// parsed is the note and the statement of leaf i; no statement when it is none of a type that is known.
func (v *view) parsed(i int) (*note, *statement) {
	n, err := parseNote(v.leaves[i], 4096)
	if err != nil {
		return nil, nil
	}
	s, known, err := parseStatement(n.text)
	if err != nil || !known {
		return n, nil
	}
	return n, s
}

// inForce is true for a root or an organisation that is in force: it is not stopped (F10-in-force).
func (v *view) inForce(leaf string) bool {
	for i := range v.seen {
		if _, s := v.parsed(i); v.hashes[i] == leaf && s != nil && (s.kind == "root" || s.kind == "org") {
			return i == 0 || v.enacted[i]
		}
	}
	return false
}

// hold makes a stop act: on the keys of the add that it names, wherever that stands and whether or not it counts.
func (v *view) hold(s *statement, signed map[string]bool) {
	if v.vetos[s.leaf] == nil {
		v.vetos[s.leaf] = map[string]bool{}
	}
	for _, k := range v.law.veto {
		if signed[k.pk] {
			v.vetos[s.leaf][k.pk] = true
		}
	}
	for i, hash := range v.hashes {
		if hash == s.leaf {
			v.stopKeys(i)
		}
	}
}

func (v *view) stopKeys(i int) {
	if _, s := v.parsed(i); s != nil && s.kind == "add" {
		for _, k := range s.keys {
			v.stopped[k.pk] = v.hashes[i]
		}
	}
}

func (v *view) holdOutside(stop outside, laws []*root) {
	place := len(v.ignoredStops) + len(v.held)
	refuse := func(why string) { v.ignoredStops = append(v.ignoredStops, [2]interface{}{place, why}) }
	n, err := parseNote(stop.raw, 4096)
	if err != nil {
		refuse("F2-form")
		return
	}
	s, known, err := parseStatement(n.text)
	switch {
	case err != nil:
		refuse("F2-form")
		return
	case !known || s.kind != "stop":
		refuse("F10-outside")
		return
	case s.log != b64([]byte(v.genesis)):
		refuse("F2-log")
		return
	}
	why := "F10-signature"
	for _, law := range laws {
		signed, ok := n.signers(law.anyone())
		if !ok {
			if why != "" {
				why = "F2-signature"
			}
			continue
		}
		if len(signed) > 0 {
			why = ""
		}
	}
	if why != "" {
		refuse(why)
		return
	}
	v.held = append(v.held, stop)
	v.hold(s, nil)
}

// outsideVetoes are the veto keys of the root in force that stopped a leaf from outside before a moment.
func (v *view) outsideVetoes(leaf string, before int64) map[string]bool {
	found := map[string]bool{}
	for _, stop := range v.held {
		n, _ := parseNote(stop.raw, 4096)
		s, _, _ := parseStatement(n.text)
		if s.leaf != leaf || stop.at >= before {
			continue
		}
		signed, ok := n.signers(v.law.veto)
		if !ok {
			continue
		}
		for pk := range signed {
			found[pk] = true
		}
	}
	return found
}

// active are the keys of an organisation and role that serve on a day by the checkpoint of so many leaves and time.
func (v *view) active(org string, number byte, day, size int, at int64) (found []*listed) {
	for _, k := range v.listed {
		if k.org == org && k.role == number && k.from <= day && day < k.until && v.counts(k, size, at) {
			found = append(found, k)
		}
	}
	sort.Slice(found, func(a, b int) bool { return found[a].kid < found[b].kid })
	return
}

func (v *view) counts(k *listed, size int, at int64) bool {
	return k.leaf < size && k.leaf < len(v.seen) && (k.delay == 0 || v.seen[k.leaf]+k.delay <= at)
}

func (v *view) find(kid string) *listed {
	for _, k := range v.listed {
		if k.kid == kid && v.any && v.counts(k, v.size, v.at) {
			return k
		}
	}
	return nil
}

func (v *view) isStopped(k *listed) bool { return v.stopped[k.pk] != "" }

func (v *view) recipients(org string, number byte, day int) (found []*listed) {
	if !v.any {
		return nil
	}
	for _, k := range v.active(org, number, day, v.size, v.at) {
		if !v.isStopped(k) {
			found = append(found, k)
		}
	}
	return
}

func (v *view) acceptable(now int64, seenSize int, seenRoot string) string {
	for _, code := range []string{"F3-too-new", "F11-fork"} {
		if v.trouble[code] {
			return code
		}
	}
	if seenSize > 0 && (seenSize > v.size || rootOf(v.hashes[:seenSize]) != seenRoot) {
		return "F11-prefix"
	}
	switch {
	case v.trouble["F11-beyond"]:
		return "F11-beyond"
	case !v.any:
		return "F11-none"
	case now-v.at > fresh:
		return "F11-stale"
	case now-v.at < -early:
		return "F11-clock"
	}
	return ""
}

func contains(words []string, text string) bool {
	for _, each := range words {
		if strings.Contains(text, each) {
			return true
		}
	}
	return false
}
