/** A pod template as `rollout history --revision` and `rollout undo --dry-run` show it: described, but its tabs are left as they are. */
import type { PodTemplateSpec } from '../../../api/types.ts'
import { Description } from '../../describe/description.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { escapeTerminal } from '../../output/terminal.ts'

class Unaligned extends Description {
  #text = ''

  override write(level: number, text: string): void {
    this.#text += escapeTerminal('  '.repeat(level) + text)
  }

  override text(): string {
    return this.#text
  }
}

export function templateText(template: PodTemplateSpec | undefined): string {
  const out = new Unaligned()
  writePodTemplate(out, template)
  return out.text()
}
