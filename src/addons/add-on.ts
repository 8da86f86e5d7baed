/** What an add-on is: objects that somebody applies, and what the programs in their pods do. */
import type { Draft, KubeObject } from '../api/object.ts'
import type { Client } from '../client/client.ts'
import type { ProgramHost, RunningProgram } from '../node/network/system-program.ts'

/** An object as a manifest has it. */
export type Manifest = Draft<KubeObject> & { readonly apiVersion: string; readonly kind: string }

export interface AddOn {
  /** `metrics-server` */
  readonly name: string
  /** One sentence for lists. */
  readonly summary: string
  /** Where its manifest is published: whoever applies that address gets the objects. */
  readonly published: RegExp
  /** What applying the published manifest brings, in order. */
  objects(): readonly Manifest[]
  /** What whoever asks for it by name gets instead, where the published manifest does not work in a cluster of kubeadm. */
  adapted?(): readonly Manifest[]
  /** What its programs do, by executable, under the service accounts of their pods. */
  readonly programs: Readonly<Record<string, (host: ProgramHost, client: Client) => RunningProgram>>
}

/** Gives a definition its type. */
export const defineAddOn = (addOn: AddOn): AddOn => addOn
