/** Certificates and keys that are copied into the kubeconfig (--embed-certs). */
import type { KubectlIo } from '../../command.ts'
import { CommandError } from '../../errors.ts'

export async function requireFile(io: Pick<KubectlIo, 'files'>, flag: string, path: string): Promise<void> {
  if ((await io.files.stat(path)) === undefined) throw new CommandError(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`)
}

export async function base64File(io: Pick<KubectlIo, 'files'>, path: string): Promise<string> {
  return btoa(String.fromCharCode(...(await io.files.read(path))))
}
