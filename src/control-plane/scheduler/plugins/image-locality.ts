import type { Pod } from '../../../api/types.ts'
import { maxScore, type Plugin } from '../framework.ts'

const mega = 1024 * 1024
const least = 23 * mega
const mostPerContainer = 1000 * mega

/**
 * Prefers nodes that have the pod's images already, big ones above all, the more nodes have them the more. It looks for
 * the name as the pod writes it: `nginx` is not found on a node that knows docker.io/library/nginx.
 */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  score({ pod, nodes: all, images }, nodes) {
    const names = imagesOf(pod)
    const known = names.flatMap((name) => images.get(name) ?? [])
    if (known.length === 0) return undefined
    const most = mostPerContainer * names.length
    return nodes.map(({ name }) => {
      const sum = known.reduce((total, image) => total + (image.nodes.has(name) ? Math.trunc(image.size * (image.nodes.size / all.length)) : 0), 0)
      return Math.trunc((maxScore * (Math.min(Math.max(sum, least), most) - least)) / (most - least))
    })
  },
}

const imagesOf = ({ spec }: Pod): string[] => [...(spec.initContainers ?? []), ...spec.containers].map(({ image = '' }) => withTag(image))
const withTag = (name: string): string => (name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name)
