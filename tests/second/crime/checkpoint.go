// Checkpoints and the witnesses' time: keys/DIRECTORY.md, sections 3 and 5 (F4, F5).
package main

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

type checkpoint struct {
	note         *note
	origin, root string
	size         int
	bad          bool
	last, early  int64 // the t-th largest and the t-th smallest time, once verified
}

var size = regexp.MustCompile(`^(?:0|[1-9][0-9]{0,17})$`)

func parseCheckpoint(raw []byte) *checkpoint {
	n, err := parseNote(raw, 8192)
	if err != nil {
		return &checkpoint{bad: true}
	}
	lines := strings.Split(strings.TrimSuffix(n.text, "\n"), "\n")
	if len(lines) != 3 || !nameForm.MatchString(lines[0]) || !size.MatchString(lines[1]) {
		return &checkpoint{bad: true}
	}
	hash, ok := unb64(lines[2], 32)
	count, err := strconv.Atoi(lines[1])
	if !ok || err != nil || count < 1 {
		return &checkpoint{bad: true}
	}
	return &checkpoint{note: n, origin: lines[0], size: count, root: string(hash)}
}

// signedBy is true when there is a line by the log and it is right: lines are known by name and key id together.
func (c *checkpoint) signedBy(log key) bool {
	for _, l := range c.note.lines {
		if l.name == log.name && l.id == keyID(log.name, 1, log.pk) {
			return verify([]byte(log.pk), []byte(c.note.text), l.sig)
		}
	}
	return false
}

// verifies names what of F4 a checkpoint breaks under a root, its tree left aside; empty when nothing.
func (c *checkpoint) verifies(law *root, now int64) string {
	if c.bad {
		return "F4-form"
	}
	if c.origin != law.log[0].name {
		return "F4-origin"
	}
	if !c.signedBy(law.log[0]) {
		return "F4-log"
	}
	var times []int64
	ahead := 0
	for _, w := range law.witness {
		for _, l := range c.note.lines {
			if l.name != w.name || l.id != keyID(w.name, 4, w.pk) {
				continue
			}
			if len(l.sig) != 72 {
				return "F4-cosignature"
			}
			at := binary.BigEndian.Uint64(l.sig)
			said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, c.note.text)
			if at > 1<<63-1 || !verify([]byte(w.pk), []byte(said), l.sig[8:]) {
				return "F4-cosignature"
			}
			if int64(at) > now+600 {
				ahead++
			} else {
				times = append(times, int64(at))
			}
		}
	}
	if len(times) < law.witnessNeeds {
		if len(times)+ahead >= law.witnessNeeds {
			return "F4-ahead"
		}
		return "F4-witnesses"
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	c.early, c.last = times[law.witnessNeeds-1], times[len(times)-law.witnessNeeds]
	return ""
}
