// Signed notes: keys/DIRECTORY.md, section 1. What is verified are the bytes that came.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"

	"filippo.io/edwards25519"
)

var errForm = errors.New("F2-form")

type line struct {
	name string
	id   [4]byte
	sig  []byte
}

type note struct {
	raw, text string
	lines     []line
}

type key struct {
	name string
	pk   string
}

var (
	textLine = regexp.MustCompile(`^[\x21-\x7e]+(?: [\x21-\x7e]+)*$`)
	nameForm = regexp.MustCompile(`^[\x21-\x2a\x2c-\x7e]{1,64}$`)
)

// unb64 reads standard base64 that writes itself again, of n bytes where n is not negative.
func unb64(text string, n int) ([]byte, bool) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(raw) != text || (n >= 0 && len(raw) != n) {
		return nil, false
	}
	return raw, true
}

func parseNote(raw []byte, limit int) (*note, error) {
	text, rest, found := strings.Cut(string(raw), "\n\n")
	if len(raw) > limit || !found || !strings.HasSuffix(rest, "\n") {
		return nil, errForm
	}
	for _, each := range strings.Split(text, "\n") {
		if !textLine.MatchString(each) {
			return nil, errForm
		}
	}
	if c := text[0] | 0x20; c < 'a' || c > 'z' {
		return nil, errForm
	}
	n := &note{raw: string(raw), text: text + "\n"}
	seen := map[string]bool{}
	for _, each := range strings.Split(strings.TrimSuffix(rest, "\n"), "\n") {
		words := strings.Split(each, " ")
		if len(words) != 3 || words[0] != "—" || !nameForm.MatchString(words[1]) {
			return nil, errForm
		}
		blob, ok := unb64(words[2], -1)
		if !ok || len(blob) < 5 || seen[words[1]+" "+string(blob[:4])] {
			return nil, errForm
		}
		seen[words[1]+" "+string(blob[:4])] = true
		l := line{name: words[1], sig: blob[4:]}
		copy(l.id[:], blob)
		n.lines = append(n.lines, l)
	}
	return n, nil
}

func keyID(name string, alg byte, pk string) (id [4]byte) {
	sum := sha256.Sum256([]byte(name + "\n" + string([]byte{alg}) + pk))
	copy(id[:], sum[:])
	return
}

func smallOrder(p *edwards25519.Point) bool {
	return new(edwards25519.Point).MultByCofactor(p).Equal(edwards25519.NewIdentityPoint()) == 1
}

// point is a canonical point that is not of small order.
func point(raw []byte) (*edwards25519.Point, bool) {
	p, err := new(edwards25519.Point).SetBytes(raw)
	if err != nil || !bytes.Equal(p.Bytes(), raw) || smallOrder(p) {
		return nil, false
	}
	return p, true
}

// primeOrder is what F7-key and F9-key ask of an Ed25519 key.
func primeOrder(raw []byte) bool {
	p, ok := point(raw)
	if !ok {
		return false
	}
	// L * P by way of (L - 1) * P = -P
	minusOne, _ := edwards25519.NewScalar().SetCanonicalBytes(append([]byte{
		0xec, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14}, append(make([]byte, 15), 0x10)...))
	q := new(edwards25519.Point).ScalarMult(minusOne, p)
	return q.Equal(new(edwards25519.Point).Negate(p)) == 1
}

// verify is the strict, cofactorless check of ENVELOPE.md, section 1.
func verify(pk, message, sig []byte) bool {
	if len(pk) != 32 || len(sig) != 64 {
		return false
	}
	if _, ok := point(pk); !ok {
		return false
	}
	if _, ok := point(sig[:32]); !ok {
		return false
	}
	return ed25519.Verify(ed25519.PublicKey(pk), message, sig)
}

// signers gives the distinct public keys of ours under a note; ok is false when a line under a known name is false.
func (n *note) signers(keys []key) (map[string]bool, bool) {
	found := map[string]bool{}
	for _, l := range n.lines {
		known, good := false, false
		for _, k := range keys {
			if k.name != l.name {
				continue
			}
			known = true
			if keyID(k.name, 1, k.pk) == l.id && verify([]byte(k.pk), []byte(n.text), l.sig) {
				found[k.pk], good = true, true
			}
		}
		if known && !good {
			return nil, false
		}
	}
	return found, true
}

func count(signed map[string]bool, keys []key) int {
	distinct := map[string]bool{}
	for _, k := range keys {
		if signed[k.pk] {
			distinct[k.pk] = true
		}
	}
	return len(distinct)
}

func leafHash(leaf []byte) string {
	sum := sha256.Sum256(append([]byte{0}, leaf...))
	return string(sum[:])
}

// rootOf is the RFC 6962 tree hash of some leaf hashes.
func rootOf(hashes []string) string {
	if len(hashes) == 1 {
		return hashes[0]
	}
	split := 1
	for split*2 < len(hashes) {
		split *= 2
	}
	sum := sha256.Sum256([]byte("\x01" + rootOf(hashes[:split]) + rootOf(hashes[split:])))
	return string(sum[:])
}
