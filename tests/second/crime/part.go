// A part taken apart and opened: ENVELOPE.md, sections 3 and 4.
package main

import (
	"crypto/subtle"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/curve25519"
	"golang.org/x/crypto/nacl/box"
)

// padded are the sizes of the parts that are read here: crime, identity, attachment.
var padded = map[int]int{1: 16384, 2: 16384, 10: 65536}

type stanza struct{ kid, box string }

type part struct {
	raw, hdr, cid, dirhash, sender, nonce, commit, sealed string
	number, dirsize                                       int
	stanzas                                               []stanza
}

func lengthOf(part, stanzas int) int { return 148 + 96*stanzas + padded[part] }

func isLength(part, n int) bool {
	for r := 1; r <= 4; r++ {
		if n == lengthOf(part, r) {
			return true
		}
	}
	return false
}

// parsePart is G4 and R3; `code` is which.
func parsePart(raw string, expected int, code string) *part {
	need(isLength(expected, len(raw)), code+"-nrec")
	need(raw[:4] == "AMP1", code+"-magic")
	need(raw[4] == 1, code+"-suite")
	need(int(raw[5]) == expected, code+"-part")
	need(raw[6] == 0, code+"-flags")
	n := int(raw[7])
	need(n >= 1 && n <= 4 && len(raw) == lengthOf(expected, n), code+"-nrec")
	p := &part{raw: raw, number: expected, cid: raw[8:24], dirsize: number(raw[24:28]), dirhash: raw[28:60], sender: raw[60:76]}
	for i := 0; i < n; i++ {
		at := 76 + 96*i
		p.stanzas = append(p.stanzas, stanza{raw[at : at+16], raw[at+16 : at+96]})
		need(i == 0 || p.stanzas[i-1].kid < p.stanzas[i].kid, code+"-kids")
	}
	end := 76 + 96*n
	p.nonce, p.hdr = raw[end:end+24], raw[:end+24]
	p.commit, p.sealed = raw[end+24:end+56], raw[end+56:]
	return p
}

// open gives the text of a part to whoever holds a key of it: R12 to R16.
func (p *part) open(secrets map[string]string) string {
	for _, s := range p.stanzas {
		secret, mine := secrets[s.kid]
		if !mine {
			continue
		}
		var sk, pk [32]byte
		copy(sk[:], secret)
		public, err := curve25519.X25519(sk[:], curve25519.Basepoint)
		need(err == nil, "R13")
		copy(pk[:], public)
		cek, ok := box.OpenAnonymous(nil, []byte(s.box), &pk, &sk)
		need(ok && len(cek) == 32, "R13")
		commit := hashed("amparo1/commit", p.hdr, string(cek), 32)
		need(subtle.ConstantTimeCompare([]byte(commit), []byte(p.commit)) == 1, "R14")
		aead, err := chacha20poly1305.NewX([]byte(hashed("amparo1/payload", p.hdr, string(cek), 32)))
		need(err == nil, "R15")
		plain, err := aead.Open(nil, []byte(p.nonce), []byte(p.sealed), []byte(p.hdr+p.commit))
		need(err == nil, "R15")
		length := number(string(plain[:4]))
		need(length <= padded[p.number]-4, "R16")
		for _, b := range plain[4+length:] {
			need(b == 0, "R16")
		}
		return string(plain[4 : 4+length])
	}
	need(false, "R12")
	return ""
}
