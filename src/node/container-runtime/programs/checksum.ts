/** md5sum and sha256sum. */

import { hexOf, md5 } from '../../../api/md5.ts'
import { sha256 } from '../../../api/sha256.ts'
import type { Program } from '../process.ts'
import { readOptions } from './options.ts'
import { defineProgram, inputs } from './program.ts'

const checksum = (name: string, digest: (data: Uint8Array) => string): Program =>
  defineProgram(name, function* (process, args) {
    const all = yield* inputs(process, name, readOptions(args, 'b').operands, 'open')
    for (const { name: file, text } of all) if (text !== null) process.out(`${digest(new TextEncoder().encode(text))}  ${file}\n`)
    return all.some(({ text }) => text === null) ? 1 : 0
  })

export const md5sum = checksum('md5sum', (data) => hexOf(md5(data)))
export const sha256sum = checksum('sha256sum', sha256)
