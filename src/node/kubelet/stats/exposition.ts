/** The text in which Prometheus reads figures: families in the order of their names, their samples in that of their labels. */

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** Milliseconds since the epoch, where the figure is older than the answer. */
  readonly time?: number
}

export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly samples: readonly Sample[]
}

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'

export const exposition = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(familyText)
    .join('')

function familyText({ name, help, type, samples }: Family): string {
  const lines = samples
    .map(({ labels, value, time }) => ({ text: labelText(labels), value, time }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ text, value, time }) => `${name}${text} ${goFloat(value)}${time === undefined ? '' : ` ${time}`}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort()
  return names.length === 0 ? '' : `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(',')}}`
}

/** Go's %g with the shortest precision: `1.3922304e+07`. */
function goFloat(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  if (exponent >= -4 && exponent < 21) return exponent < 6 ? String(value) : scientific(value)
  return scientific(value)
}

function scientific(value: number): string {
  const [digits = '', power = ''] = value.toExponential().split('e')
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`
}
