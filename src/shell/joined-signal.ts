/**
 * Runs something that ends with any of several signals. In place of AbortSignal.any, which Node 20 keeps for good as soon as
 * somebody listens to it, and with it the session of whoever listened.
 */
export async function underAny<T>(signals: readonly AbortSignal[], run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const joined = new AbortController()
  const follow = signals.map((signal) => () => joined.abort(signal.reason))
  for (const [i, signal] of signals.entries()) {
    if (signal.aborted) joined.abort(signal.reason)
    else signal.addEventListener('abort', follow[i] as () => void, { once: true })
  }
  try {
    return await run(joined.signal)
  } finally {
    for (const [i, signal] of signals.entries()) signal.removeEventListener('abort', follow[i] as () => void)
  }
}
