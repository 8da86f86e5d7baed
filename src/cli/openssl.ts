/**
 * `openssl` for the learner's shell: as much of it as it takes to come to a certificate of one's own (genrsa, genpkey,
 * ecparam, req, x509), so that the lesson works on machines without. Keys come from the session's seed, so that a session
 * can be played again; nobody else can reach its cluster.
 */
import type { ShellCommand } from '../shell/command.ts'

/** `bytes` gives what is secret in new keys. */
export function opensslCommand(bytes: (length: number) => Uint8Array, now: () => number): ShellCommand {
  return {
    name: 'openssl',
    summary: 'make keys and certificate requests, and read certificates',
    // Few sessions need it.
    run: async (args, io) => (await import('./openssl/run.ts')).runOpenssl(args, io, { bytes, now }),
    complete: async (before, word) => (before.length > 1 ? [] : ['ecparam', 'genpkey', 'genrsa', 'req', 'x509'].filter((name) => name.startsWith(word))),
  }
}
