/** /livez, /readyz and /healthz: whether the server is well. One that answers in this process always is. */
const checks: Record<string, readonly string[]> = {
  '/livez': ['ping', 'log', 'etcd'],
  '/readyz': ['ping', 'log', 'etcd', 'informer-sync', 'shutdown'],
  '/healthz': ['ping', 'log', 'etcd'],
}

/** The answer as text, also for one check (`/readyz/etcd`); undefined for other paths. */
export function health(path: string): string | undefined {
  if (checks[path]) return 'ok'
  const cut = path.lastIndexOf('/')
  return checks[path.slice(0, cut)]?.includes(path.slice(cut + 1)) ? 'ok' : undefined
}

/** With ?verbose: a line a check. */
export const verboseHealth = (path: string): string | undefined =>
  checks[path] && [...checks[path].map((check) => `[+]${check} ok`), `${path.slice(1)} check passed`, ''].join('\n')
