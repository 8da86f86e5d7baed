/** Passwords as `htpasswd` writes them: Apache's MD5 (`$apr1$salt$hash`), and `{PLAIN}`. */
import { md5 } from '../../api/md5.ts'

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Whether a file of lines `user:hash` lets a user in. */
export function isAdmitted(file: string, user: string, password: string): boolean {
  const hash = file
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith(`${user}:`))
    ?.slice(user.length + 1)
  return hash !== undefined && matches(hash, password)
}

function matches(hash: string, password: string): boolean {
  if (hash.startsWith('{PLAIN}')) return hash.slice(7) === password
  const salt = /^\$apr1\$([^$]{0,8})\$/.exec(hash)?.[1]
  return salt !== undefined && apr1(password, salt) === hash
}

/** A thousand turns of MD5 that take in password and salt in an order that depends on the turn. */
function apr1(password: string, salt: string): string {
  const [word, grain] = [bytes(password), bytes(salt)]
  let digest = md5(joined(word, grain, word))
  const first: Uint8Array[] = [word, bytes('$apr1$'), grain]
  for (let left = word.length; left > 0; left -= 16) first.push(digest.subarray(0, Math.min(16, left)))
  for (let i = word.length; i > 0; i >>= 1) first.push(i & 1 ? new Uint8Array(1) : word.subarray(0, 1))
  digest = md5(joined(...first))
  for (let i = 0; i < 1000; i++) {
    const parts = [i & 1 ? word : digest, ...(i % 3 ? [grain] : []), ...(i % 7 ? [word] : []), i & 1 ? digest : word]
    digest = md5(joined(...parts))
  }
  return `$apr1$${salt}$${encoded(digest)}`
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Three bytes make four letters, in an order of their own. */
function encoded(digest: Uint8Array): string {
  const letters = (value: number, count: number): string => Array.from({ length: count }, (_, i) => alphabet[(value >> (6 * i)) & 63]).join('')
  const at = (i: number): number => digest[i] as number
  const triples = [0, 1, 2, 3, 4].map((i) => letters((at(i) << 16) | (at(i + 6) << 8) | at(i === 4 ? 5 : i + 12), 4))
  return `${triples.join('')}${letters(at(11), 2)}`
}
