// Hashes, key ids and numbers: ENVELOPE.md, sections 1 and 2.
package main

import (
	"encoding/base64"
	"encoding/hex"

	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/curve25519"
)

// refused is the name of the one check that something fails by.
type refused string

func need(ok bool, check string) {
	if !ok {
		panic(refused(check))
	}
}

// attempt gives the check by which an act was refused; empty when it was not.
func attempt(act func()) (check string) {
	defer func() {
		if why := recover(); why != nil {
			check = string(why.(refused))
		}
	}()
	act()
	return
}

func hashed(label, msg, key string, n int) string {
	h, err := blake2b.New(n, []byte(key))
	if err != nil {
		panic(err)
	}
	h.Write([]byte{byte(len(label))})
	h.Write([]byte(label + msg))
	return string(h.Sum(nil))
}

func kid(role byte, pk string) string { return hashed("amparo1/kid", string(rune(role))+pk, "", 16) }

func tagged(tag, message string) []byte { return []byte(string(rune(len(tag))) + tag + message) }

func digest(part string) string { return hashed("amparo1/part", part, "", 32) }

func b64(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

func unhex(text string) string {
	raw, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func tohex(raw string) string { return hex.EncodeToString([]byte(raw)) }

func number(raw string) (n int) {
	for _, b := range []byte(raw) {
		n = n<<8 | int(b)
	}
	return
}

// lowOrder is true for an X25519 key with which every secret is shared by everybody.
func lowOrder(pk []byte) bool {
	_, err := curve25519.X25519(append([]byte{1}, make([]byte, 31)...), pk)
	return err != nil
}
