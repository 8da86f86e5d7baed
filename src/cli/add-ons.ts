/** Add-ons as the command line names them, and as the session's web has their manifests. */
import { publishedAt } from '../addons/index.ts'
import { addOnNamed } from '../addons/install.ts'
import { NotSimulated } from '../kubectl/errors.ts'
import { InvalidArgument } from './subcommand.ts'

/** `metrics-server,ingress-nginx` as names that exist. @throws InvalidArgument */
export function readAddOns(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').filter((name) => name !== '')
  try {
    for (const name of names) addOnNamed(name)
  } catch (error) {
    throw new InvalidArgument((error as Error).message)
  }
  return names
}

/** What is at an address of the simulated web: the manifests of add-ons, and nothing else. @throws NotSimulated */
export async function downloadManifest(url: string): Promise<string> {
  const addOn = publishedAt(url)
  if (!addOn) throw new NotSimulated(`-f ${url}`, 'download the manifest from there')
  // JSON is YAML.
  return addOn
    .objects()
    .map((object) => JSON.stringify(object))
    .join('\n---\n')
}
