/** The files that kubelet, runtime and kernel put into every container: /etc/hosts, /etc/resolv.conf, /proc, /dev. */
import type { Device, PodSandbox } from './cri.ts'
import type { Filesystem } from './filesystem.ts'
import type { FileEntry, Folder } from './folder.ts'
import type { Kernel } from './kernel.ts'
import type { CpuStat } from './usage/cpu-group.ts'

/** What simulated nodes have in common, as their kernel says. */
export const machine = { cpus: 4, kernel: '6.12.63+deb13-amd64' }
/** The disk that images, logs and most volumes are on. */
export const disk: Device = { source: '/dev/vda1', type: 'ext4', bytes: 101_430_960 * 1024 }

/** The folders that every container has, whatever its image. */
export const systemFolders: readonly { readonly path: string; readonly mode?: number }[] = [
  { path: '/etc' },
  { path: '/proc' },
  { path: '/dev' },
  { path: '/dev/pts' },
  { path: '/dev/shm', mode: 0o1777 },
  { path: '/sys' },
  { path: '/run' },
  { path: '/tmp', mode: 0o1777 },
]

/** What stands in a system folder: `etc`, `dev`, `proc`, `sys`. Most containers are never looked into. */
export function fillSystemFolder(name: string, folder: Folder, files: Filesystem, kernel: Kernel, sandbox: PodSandbox, born: number): void {
  if (name === 'etc') configuration(folder, files, sandbox, born)
  else if (name === 'dev') devices(folder, born)
  else if (name === 'proc') processFiles(folder, files, kernel, born)
  else if (name === 'sys') cgroupFiles(folder, kernel, born)
}

function configuration(folder: Folder, files: Filesystem, sandbox: PodSandbox, mtime: number): void {
  const { nameservers, searches, options } = sandbox.dns
  const write = (name: string, text: string): void => {
    if (!files.isMounted(`/etc/${name}`)) folder.set(name, { kind: 'file', text, mode: 0o644, uid: 0, mtime })
  }
  write('hostname', `${sandbox.hostname}\n`)
  write('hosts', hostsFile(sandbox))
  write(
    'resolv.conf',
    [
      ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
      ...nameservers.map((server) => `nameserver ${server}`),
      ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
      '',
    ].join('\n'),
  )
}

/** Where a volume takes the place of a system folder, runtime and kernel put their files into that. */
export function fillMountedSystemFolders(files: Filesystem, fill: (name: string, folder: Folder) => void): void {
  for (const { path, mode } of systemFolders) {
    if (!files.isMounted(path)) continue
    const folder = files.get(path)
    if (folder.kind !== 'folder') continue
    if (mode !== undefined) folder.mode = mode
    if (path === '/dev') for (const name of ['pts', 'shm']) if (!folder.get(name)) folder.makeFolder(name, 0o755, 0, folder.mtime)
    fill(path.slice(1), folder)
  }
}

function hostsFile(sandbox: PodSandbox): string {
  const aliases = (sandbox.hostAliases ?? []).filter(({ hostnames }) => hostnames.length > 0)
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${sandbox.ip}\t${sandbox.hostname}`,
    ...(aliases.length > 0 ? ['', '# Entries added by HostAliases.', ...aliases.map(({ ip, hostnames }) => `${ip}\t${hostnames.join('\t')}`)] : []),
    '',
  ].join('\n')
}

function devices(folder: Folder, mtime: number): void {
  for (const [name, device] of [
    ['null', 'null'],
    ['zero', 'zero'],
    ['full', 'full'],
    ['random', 'random'],
    ['urandom', 'random'],
    ['tty', 'tty'],
  ] as const)
    folder.set(name, { kind: 'device', device, mode: 0o666, uid: 0, mtime })
  for (const [name, target] of [
    ['stdin', '/proc/self/fd/0'],
    ['stdout', '/proc/self/fd/1'],
    ['stderr', '/proc/self/fd/2'],
    ['fd', '/proc/self/fd'],
  ] as const)
    if (!folder.get(name)) folder.set(name, { kind: 'link', target, mode: 0o777, uid: 0, mtime })
}

const generated = (text: () => string, mtime: number): FileEntry => ({ kind: 'file', text, mode: 0o444, uid: 0, mtime })

function processFiles(folder: Folder, files: Filesystem, kernel: Kernel, mtime: number): void {
  const put = (place: Folder, name: string, text: () => string): void => place.set(name, generated(text, mtime))
  const { machine: node } = kernel.environment
  const { memory } = node
  const cpus = Math.round(node.size.cpu / 1000)
  put(folder, 'meminfo', () => `MemTotal:${pad(memory.capacity)}\nMemFree:${pad(memory.available * 0.5)}\nMemAvailable:${pad(memory.available)}\n`)
  put(folder, 'cpuinfo', () => Array.from({ length: cpus }, (_, i) => `processor\t: ${i}\nmodel name\t: ktutor simulated CPU\n\n`).join(''))
  put(folder, 'loadavg', () => `0.21 0.18 0.12 1/${kernel.processes.size} ${Math.max(0, ...kernel.processes.keys())}\n`)
  put(folder, 'version', () => `Linux version ${machine.kernel} (simulated)\n`)
  put(folder, 'mounts', () =>
    [
      'overlay / overlay rw,relatime 0 0',
      'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
      ...files.mounts.map(({ path, readOnly, device = disk }) => `${device.source} ${path} ${device.type} ${readOnly ? 'ro' : 'rw'},relatime 0 0`),
      '',
    ].join('\n'),
  )
  folder.set('self', { kind: 'link', target: '/proc/1', mode: 0o777, uid: 0, mtime: folder.mtime })
  const init = () => kernel.processes.get(1)
  const first = folderIn(folder, '1', mtime)
  put(first, 'cmdline', () => (init()?.argv ?? []).map((word) => `${word}\0`).join(''))
  put(first, 'environ', () => [...(init()?.env ?? [])].map(([key, value]) => `${key}=${value}\0`).join(''))
  put(first, 'comm', () => `${(init()?.argv[0] ?? '').replace(/.*\//, '')}\n`)
}

function cgroupFiles(folder: Folder, kernel: Kernel, mtime: number): void {
  const { environment } = kernel
  const { cgroup } = environment
  const group = folderIn(folderIn(folder, 'fs', mtime), 'cgroup', mtime)
  const put = (name: string, text: () => string): void => group.set(name, generated(text, mtime))
  put('memory.max', () => (environment.limits.memory > 0 ? `${environment.limits.memory}\n` : 'max\n'))
  put('memory.current', () => `${cgroup.memory.current}\n`)
  put('memory.peak', () => `${cgroup.memory.peak}\n`)
  put('cpu.stat', () => cpuStat(cgroup.cpu.stat))
  put('cpu.max', () => (environment.limits.cpu > 0 ? `${environment.limits.cpu * 100} 100000\n` : 'max 100000\n'))
}

function folderIn(folder: Folder, name: string, mtime: number): Folder {
  const inside = folder.get(name)
  return inside?.kind === 'folder' ? inside : folder.makeFolder(name, 0o755, 0, mtime)
}

const pad = (bytes: number): string => `${String(Math.round(bytes / 1024)).padStart(15)} kB`

const cpuStat = ({ usageMs, periods, throttledPeriods, throttledMs }: CpuStat): string =>
  Object.entries({
    usage_usec: usageMs * 1000,
    user_usec: usageMs * 800,
    system_usec: usageMs * 200,
    nr_periods: periods,
    nr_throttled: throttledPeriods,
    throttled_usec: throttledMs * 1000,
  })
    .map(([name, value]) => `${name} ${Math.round(value)}\n`)
    .join('')
