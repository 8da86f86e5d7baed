/** What may go wrong with a pull though the image exists, and what containerd says then. Models containerd core/remotes/docker. */
import type { ImageReference } from './image-reference.ts'

export interface Pull {
  readonly nodeName: string
  readonly image: ImageReference
  /** The digest that the reference stands for; undefined if there is no such image. */
  readonly digest: string | undefined
}

export type PullTrouble =
  /** The registry does not answer, has answered too often, or has no such image (any more). */
  | 'registry-down'
  | 'rate-limited'
  | 'image-missing'
  /** There is no room for the image on the node. */
  | 'disk-full'

const apiHosts: Record<string, string> = { 'docker.io': 'registry-1.docker.io' }

/** Where a registry's API is. */
export const apiHost = (registry: string): string => apiHosts[registry] ?? registry

/** What Docker Hub tells those who ask too often; others leave it at the status. */
const serverMessages: Record<string, string> = {
  'docker.io': '\ntoomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
}

/** Seconds until a connection that nobody answers is given up. */
const dialTimeout = 30

/** The runtime's words, and the seconds until it says them if that takes long. */
export function pullError(trouble: PullTrouble, { image, digest }: Pull): { readonly text: string; readonly timeout?: number } {
  const head = `failed to pull and unpack image "${image.text}": `
  const manifests = `https://${apiHost(image.registry)}/v2/${image.path}/manifests/`
  switch (trouble) {
    case 'registry-down':
      return {
        text: `${head}failed to resolve reference "${image.text}": failed to do request: Head "${manifests}${image.digest ?? image.tag}": dial tcp 203.0.113.10:443: i/o timeout`,
        timeout: dialTimeout,
      }
    case 'rate-limited':
      return {
        text: `${head}failed to copy: httpReadSeeker: failed open: unexpected status from GET request to ${manifests}${digest}: 429 Too Many Requests${serverMessages[image.registry] ?? ''}`,
      }
    case 'image-missing':
      return { text: `rpc error: code = NotFound desc = ${head}failed to resolve reference "${image.text}": ${image.text}: not found` }
    case 'disk-full':
      return {
        text: `${head}failed to extract layer ${digest}: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/metadata.db: no space left on device`,
      }
  }
}
