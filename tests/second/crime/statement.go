// Statements of the directory: keys/DIRECTORY.md, section 4.
package main

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

type dated struct {
	from, until int
	pk          string
}

type root struct {
	deployment, logName                         string
	version, rootNeeds, signNeeds, witnessNeeds int
	root, sign, veto, log, witness              []key
	orgs                                        [][2]string
	deny                                        []string
	activationDays, maxKeyDays, maxKeysPerRole  int
}

type statement struct {
	kind, log, org, orgKind, role, alg, purpose, leaf string
	keys                                              []dated
	root                                              *root
}

var (
	first      = regexp.MustCompile(`^amparo-dir/v(0|[1-9][0-9]{0,8}) ([^ ]+)$`)
	idForm     = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	numberForm = regexp.MustCompile(`^(?:0|[1-9][0-9]{0,8})$`)
	hexForm    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	dayForm    = "2006-01-02"
	knownAre   = map[string]bool{"root": true, "add": true, "org": true, "release": true, "endpoint": true, "stop": true, "notice": true}
)

// cursor takes lines in exactly one order; after the first that does not fit nothing fits.
type cursor struct {
	lines []string
	bad   bool
}

func (c *cursor) is(word string) bool {
	return len(c.lines) > 0 && strings.HasPrefix(c.lines[0], word+" ")
}

func (c *cursor) take(word string) string {
	if c.bad || !c.is(word) {
		c.bad = true
		return ""
	}
	value := c.lines[0][len(word)+1:]
	c.lines = c.lines[1:]
	return value
}

func (c *cursor) fit(ok bool) {
	c.bad = c.bad || !ok
}

func (c *cursor) number(word string) int {
	value := c.take(word)
	c.fit(numberForm.MatchString(value))
	n, _ := strconv.Atoi(value)
	return n
}

func (c *cursor) id(word string) string {
	value := c.take(word)
	c.fit(isID(value))
	return value
}

func isID(value string) bool {
	return len(value) >= 2 && len(value) <= 48 && idForm.MatchString(value)
}

func (c *cursor) key32(text string) string {
	raw, ok := unb64(text, 32)
	c.fit(ok)
	return string(raw)
}

func (c *cursor) keys(word string) (found []key) {
	for !c.bad && c.is(word) {
		name, pk, _ := strings.Cut(c.take(word), " ")
		c.fit(nameForm.MatchString(name))
		found = append(found, key{name, c.key32(pk)})
	}
	return
}

func (c *cursor) word(word string) string {
	value := c.take(word)
	c.fit(value != "" && !strings.Contains(value, " "))
	return value
}

func (c *cursor) day(text string) int {
	at, err := time.Parse(dayForm, text)
	c.fit(err == nil && at.Format(dayForm) == text && at.Unix() >= 0)
	return int(at.Unix() / 86400)
}

// parseStatement reads the text of a note. known is false for a type or version that is not ours: only log is read then.
func parseStatement(text string) (s *statement, known bool, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	found := first.FindStringSubmatch(lines[0])
	if found == nil {
		return nil, false, errForm
	}
	c := &cursor{lines: lines[1:]}
	s = &statement{kind: found[2]}
	if !knownAre[found[2]] || found[1] != "1" {
		c.log(s)
		if c.bad {
			return nil, false, errForm
		}
		return s, false, nil
	}
	c.log(s)
	c.body(s)
	if c.bad || len(c.lines) > 0 {
		return nil, true, errForm
	}
	return s, true, nil
}

func (c *cursor) log(s *statement) {
	s.log = c.take("log")
	if s.log != "self" {
		c.key32(s.log)
	}
}

func (c *cursor) body(s *statement) {
	switch s.kind {
	case "root":
		s.root = c.root()
	case "add":
		s.org, s.role, s.alg = c.id("org"), c.word("role"), c.word("alg")
		for !c.bad && c.is("key") {
			words := strings.Split(c.take("key"), " ")
			c.fit(len(words) == 3)
			if !c.bad {
				s.keys = append(s.keys, dated{c.day(words[0]), c.day(words[1]), c.key32(words[2])})
			}
		}
		c.fit(len(s.keys) >= 1 && len(s.keys) <= 13)
		s.purpose = c.take("purpose")
	case "org":
		words := strings.Split(c.take("org"), " ")
		c.fit(len(words) == 2 && isID(words[0]))
		if !c.bad {
			s.org, s.orgKind = words[0], words[1]
		}
	case "release":
		c.word("name")
		c.word("version")
		c.fit(hexForm.MatchString(c.take("sha256")))
	case "endpoint":
		s.org = c.id("org")
		c.word("url")
	case "stop":
		s.leaf = c.key32(c.take("leaf"))
		c.take("reason")
	case "notice":
		c.take("text")
	}
}

func (c *cursor) root() *root {
	r := &root{deployment: c.id("deployment"), version: c.number("version")}
	r.rootNeeds, r.root = c.number("root-threshold"), c.keys("root")
	r.signNeeds, r.sign = c.number("sign-threshold"), c.keys("sign")
	r.veto = c.keys("veto")
	r.log = c.keys("log-key")
	c.fit(len(r.log) == 1)
	r.witnessNeeds, r.witness = c.number("witness-threshold"), c.keys("witness")
	for !c.bad && c.is("org") {
		words := strings.Split(c.take("org"), " ")
		c.fit(len(words) == 2 && isID(words[0]))
		if !c.bad {
			r.orgs = append(r.orgs, [2]string{words[0], words[1]})
		}
	}
	for !c.bad && c.is("deny") {
		value := c.take("deny")
		c.fit(value == strings.ToLower(value))
		r.deny = append(r.deny, value)
	}
	r.activationDays, r.maxKeyDays, r.maxKeysPerRole = c.number("activation-days"), c.number("max-key-days"), c.number("max-keys-per-role")
	return r
}

func (r *root) anyone() []key {
	return append(append(append([]key{}, r.root...), r.sign...), r.veto...)
}

// floors names the first of F7's floors that a root does not keep to; empty when it keeps to all.
func (r *root) floors() string {
	distinct := func(keys []key) bool {
		seen := map[string]bool{}
		for _, k := range keys {
			if seen[k.name] {
				return false
			}
			seen[k.name] = true
		}
		return true
	}
	all := append(append(r.anyone(), r.log...), r.witness...)
	pks, sound := map[string]bool{}, true
	for _, k := range all {
		pks[k.pk] = true
		sound = sound && primeOrder([]byte(k.pk))
	}
	switch {
	case r.activationDays < 3 && !(r.deployment == "demonstration" && r.activationDays == 0):
		return "F7-activation-days"
	case r.signNeeds < 2 || r.signNeeds > len(r.sign):
		return "F7-sign-threshold"
	case 2*r.rootNeeds <= len(r.root) || r.rootNeeds > len(r.root):
		return "F7-root-threshold"
	case r.witnessNeeds < 2 || 2*r.witnessNeeds <= len(r.witness) || r.witnessNeeds > len(r.witness):
		return "F7-witness-threshold"
	case len(r.veto) < 3:
		return "F7-veto-keys"
	case r.maxKeyDays < 1 || r.maxKeyDays > 92:
		return "F7-max-key-days"
	case r.maxKeysPerRole < 1 || r.maxKeysPerRole > 4:
		return "F7-max-keys-per-role"
	case !distinct(r.root) || !distinct(r.sign) || !distinct(r.veto) || !distinct(r.witness):
		return "F7-names"
	case len(pks) != len(all):
		return "F7-twice"
	case !sound:
		return "F7-key"
	}
	return ""
}
