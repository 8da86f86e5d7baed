/** How full the disks are that a container sees. */

import type { Device, Mount } from '../cri.ts'
import { absolute } from '../path.ts'
import type { Process, Program } from '../process.ts'
import { disk } from '../system-files.ts'
import { defineProgram, isGnu } from './program.ts'

interface Row {
  readonly device: Device
  readonly path: string
  readonly used: number
}

/** What a machine has on its disk besides what anybody here wrote. */
const usedBySystem = 0.37

export const df: Program = defineProgram('df', (process, args) => {
  const paths = args.filter((arg) => !arg.startsWith('-'))
  const letters = args.filter((arg) => arg.startsWith('-')).join('')
  const rows = rowsOf(process)
  const shown: Row[] = paths.length === 0 ? rows : []
  let status = 0
  for (const path of paths) {
    const real = process.files.real(absolute(path, process.cwd))
    if (real === undefined) {
      process.err(`df: ${path}: ${isGnu(process) ? 'No such file or directory' : "can't find mount point"}\n`)
      status = 1
    } else shown.push(mountOf(rows, real))
  }
  if (shown.length > 0) process.out(table(shown, letters, isGnu(process)))
  return status
})

function rowsOf({ files }: Process): Row[] {
  const root = { device: { ...disk, source: 'overlay' }, path: '/', used: disk.bytes * usedBySystem }
  const tmpfs = { device: { source: 'tmpfs', type: 'tmpfs', bytes: 64 * 1024 * 1024 }, path: '/dev', used: 0 }
  return [root, tmpfs, ...files.mounts.map(({ path, device, files }) => ({ device: device ?? disk, path, used: device ? sizeOf(files) : root.used }))]
}

const sizeOf = (files: Mount['files']): number => [...files.values()].reduce((sum, { text }) => sum + Math.ceil(text.length / 4096) * 4096, 0)

const mountOf = (rows: readonly Row[], path: string): Row =>
  rows.filter((row) => row.path === '/' || path === row.path || path.startsWith(`${row.path}/`)).sort((a, b) => b.path.length - a.path.length)[0] as Row

function table(rows: readonly Row[], letters: string, gnu: boolean): string {
  const human = letters.includes('h')
  const typed = letters.includes('T')
  const size = (bytes: number): string => (human ? readable(bytes, gnu) : String(Math.ceil(bytes / 1024)))
  const cells = rows.map(({ device, path, used }) => {
    // A tenth of a disk is kept for root.
    const free = Math.max(0, device.bytes * (device.type === 'tmpfs' ? 1 : 0.95) - used)
    const percent = used + free === 0 ? 0 : Math.ceil((used * 100) / (used + free))
    return [device.source, ...(typed ? [device.type] : []), size(device.bytes), size(used), size(free), `${percent}%`, path]
  })
  return gnu ? gnuTable(cells, human, typed) : busyboxTable(cells, human, typed)
}

/** `1.9G`, `512.0M` with busybox; `1.9G`, `512M` with GNU, which rounds up. */
function readable(bytes: number, gnu: boolean): string {
  const units = ['', 'K', 'M', 'G', 'T']
  let power = 0
  let amount = bytes
  for (; amount >= 1024 && power < units.length - 1; power++) amount /= 1024
  if (bytes === 0) return '0'
  if (gnu) return `${amount < 10 && power > 0 ? (Math.ceil(amount * 10) / 10).toFixed(1) : Math.ceil(amount)}${units[power]}`
  return power === 0 ? String(bytes) : `${amount.toFixed(1)}${units[power]}`
}

function busyboxTable(cells: readonly string[][], human: boolean, typed: boolean): string {
  const type = (text: string): string => (typed ? ` ${text.padEnd(10)}` : '')
  const head = human ? '     Size      Used Available Use% Mounted on' : '1K-blocks      Used Available Use% Mounted on'
  const lines = cells.map((row) => {
    const [source = ''] = row
    const [size = '', used = '', free = '', percent = '', path = ''] = row.slice(typed ? 2 : 1)
    const numbers = `${size.padStart(9)} ${used.padStart(9)} ${free.padStart(9)} ${percent.padStart(4)} ${path}`
    return source.length > 20 ? `${source}\n${' '.repeat(20)}${type(row[1] ?? '')} ${numbers}` : `${source.padEnd(20)}${type(row[1] ?? '')} ${numbers}`
  })
  return `${'Filesystem'.padEnd(20)}${type('Type')} ${head.padStart(9)}\n${lines.join('\n')}\n`
}

/** As wide as what stands in it. */
function gnuTable(cells: readonly string[][], human: boolean, typed: boolean): string {
  const head = ['Filesystem', ...(typed ? ['Type'] : []), ...(human ? ['Size', 'Used', 'Avail'] : ['1K-blocks', 'Used', 'Available']), 'Use%', 'Mounted on']
  const rows = [head, ...cells]
  const last = head.length - 1
  const width = head.map((_, i) => Math.max(i === 0 ? 14 : human && i > (typed ? 1 : 0) && i < last - 1 ? 4 : 0, ...rows.map((row) => row[i]?.length ?? 0)))
  const left = typed ? 2 : 1
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === last ? cell : i < left ? cell.padEnd(width[i] ?? 0) : cell.padStart(width[i] ?? 0))).join(' ')
  return `${rows.map(line).join('\n')}\n`
}
