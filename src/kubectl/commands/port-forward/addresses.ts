/** Where port-forward listens: `localhost` is both of its addresses, of which one must work; of all others each must. */
import { CommandError } from '../../errors.ts'

export interface ListenAddress {
  readonly address: string
  readonly enough: 'one' | 'all'
}

/** Sorted, each once. Throws CommandError. */
export function listenAddresses(words: readonly string[]): ListenAddress[] {
  const addresses = new Map<string, ListenAddress>()
  for (const word of words) {
    if (word === 'localhost') {
      for (const address of ['127.0.0.1', '::1']) if (!addresses.has(address)) addresses.set(address, { address, enough: 'one' })
    } else if (/^\d+\.\d+\.\d+\.\d+$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/.test(word)) addresses.set(word, { address: word, enough: 'all' })
    else throw new CommandError(`${word} is not a valid IP`)
  }
  return [...addresses.values()].sort((a, b) => (a.address < b.address ? -1 : 1))
}

/** `127.0.0.1:80`, `[::1]:80` */
export const hostPort = (address: string, port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)
