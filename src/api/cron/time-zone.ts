/** Names of time zones, as Go's time.LoadLocation knows them. */

/** `Europe/Berlin`, spelled as the list of zones spells it; not `europe/berlin`, not `+01:00`. */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'UTC' || name === 'Local') return true
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    const known = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone
    return known === name || known.toLowerCase() !== name.toLowerCase()
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
