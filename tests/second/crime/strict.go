// Strict JSON: ENVELOPE.md, section 7. Names that occur twice, fractions and half surrogates are refused, not mended.
package main

import (
	"strconv"
	"unicode/utf8"
)

type object struct {
	names  []string
	values map[string]interface{}
}

type reader struct {
	s  string
	at int
}

const deepest, largest = 32, 1<<53 - 1

// strictJSON is one object and nothing but white space around it; ok is false for anything else.
func strictJSON(text string) (o *object, ok bool) {
	if !utf8.ValidString(text) {
		return nil, false
	}
	why := attempt(func() {
		r := &reader{s: text}
		value := r.value(0)
		r.space()
		o, ok = value.(*object)
		need(r.at == len(r.s), "json")
	})
	return o, ok && why == ""
}

func (r *reader) space() {
	for r.at < len(r.s) && (r.s[r.at] == ' ' || r.s[r.at] == '\t' || r.s[r.at] == '\n' || r.s[r.at] == '\r') {
		r.at++
	}
}

func (r *reader) next() byte {
	need(r.at < len(r.s), "json")
	r.at++
	return r.s[r.at-1]
}

func (r *reader) word(word string) {
	need(len(r.s)-r.at >= len(word) && r.s[r.at:r.at+len(word)] == word, "json")
	r.at += len(word)
}

// value is one that stands inside so many objects and arrays.
func (r *reader) value(depth int) interface{} {
	r.space()
	need(depth <= deepest && r.at < len(r.s), "json")
	switch c := r.s[r.at]; {
	case c == '{':
		return r.object(depth + 1)
	case c == '[':
		return r.list(depth + 1)
	case c == '"':
		return r.text()
	case c == 't':
		r.word("true")
		return true
	case c == 'f':
		r.word("false")
		return false
	case c == 'n':
		r.word("null")
		return nil
	}
	return r.number()
}

func (r *reader) object(depth int) *object {
	o := &object{values: map[string]interface{}{}}
	r.next()
	r.space()
	if r.at < len(r.s) && r.s[r.at] == '}' {
		r.at++
		return o
	}
	for {
		r.space()
		name := r.text()
		_, twice := o.values[name]
		need(!twice, "json")
		r.space()
		need(r.next() == ':', "json")
		o.names, o.values[name] = append(o.names, name), r.value(depth)
		r.space()
		if c := r.next(); c == '}' {
			return o
		} else {
			need(c == ',', "json")
		}
	}
}

func (r *reader) list(depth int) []interface{} {
	found := []interface{}{}
	r.next()
	r.space()
	if r.at < len(r.s) && r.s[r.at] == ']' {
		r.at++
		return found
	}
	for {
		found = append(found, r.value(depth))
		r.space()
		if c := r.next(); c == ']' {
			return found
		} else {
			need(c == ',', "json")
		}
	}
}

func (r *reader) number() int64 {
	begin := r.at
	if r.s[r.at] == '-' {
		r.at++
	}
	digits := r.at
	for r.at < len(r.s) && r.s[r.at] >= '0' && r.s[r.at] <= '9' {
		r.at++
	}
	need(r.at > digits && (r.s[digits] != '0' || r.at == digits+1), "json")
	need(r.at == len(r.s) || (r.s[r.at] != '.' && r.s[r.at] != 'e' && r.s[r.at] != 'E'), "json")
	n, err := strconv.ParseInt(r.s[begin:r.at], 10, 64)
	need(err == nil && n >= -largest && n <= largest, "json")
	return n
}

func (r *reader) text() string {
	need(r.next() == '"', "json")
	var out []byte
	for {
		c := r.next()
		switch {
		case c == '"':
			return string(out)
		case c < 0x20:
			need(false, "json")
		case c != '\\':
			out = append(out, c)
		default:
			out = r.escape(out)
		}
	}
}

func (r *reader) escape(out []byte) []byte {
	plain := map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9}
	c := r.next()
	if c != 'u' {
		sign, ok := plain[c]
		need(ok, "json")
		return append(out, sign)
	}
	sign := r.four()
	if sign >= 0xdc00 && sign <= 0xdfff {
		need(false, "json")
	}
	if sign >= 0xd800 && sign <= 0xdbff {
		r.word("\\u")
		low := r.four()
		need(low >= 0xdc00 && low <= 0xdfff, "json")
		sign = 0x10000 + (sign-0xd800)<<10 + (low - 0xdc00)
	}
	return append(out, string(rune(sign))...)
}

func (r *reader) four() int {
	need(len(r.s)-r.at >= 4, "json")
	n, err := strconv.ParseUint(r.s[r.at:r.at+4], 16, 32)
	need(err == nil, "json")
	r.at += 4
	return int(n)
}

// has is true when an object has exactly these names, and perhaps some of the others.
func (o *object) has(must []string, may ...string) bool {
	known := map[string]bool{}
	for _, name := range must {
		if _, there := o.values[name]; !there {
			return false
		}
		known[name] = true
	}
	for _, name := range may {
		known[name] = true
	}
	for _, name := range o.names {
		if !known[name] {
			return false
		}
	}
	return true
}

func (o *object) text(name string) (string, bool) {
	value, ok := o.values[name].(string)
	return value, ok
}
