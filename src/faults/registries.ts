/** Faults of registries: what a node meets that pulls an image. */
import type { PullTrouble } from '../node/container-runtime/pull-trouble.ts'
import { defineFault, type FaultDefinition } from './fault.ts'
import { text } from './field.ts'
import { isChosenNode, nodeFields } from './select.ts'

const imageFields = {
  ...nodeFields,
  registry: text('HOST', 'pulls from this registry: docker.io, quay.io'),
  image: text('IMAGE', 'pulls of this image: nginx, nginx:1.27, or any part of its full name'),
}

const pullFault = (trouble: PullTrouble, words: Pick<FaultDefinition<typeof imageFields>, 'name' | 'summary' | 'subject' | 'signs' | 'example'>) =>
  defineFault<typeof imageFields>({
    ...words,
    fields: imageFields,
    begin: (ground, values, strike) =>
      ground.machines.pulls.add(({ image, nodeName }) => {
        if (values.registry !== undefined && values.registry !== image.registry) return undefined
        if (values.image !== undefined && !image.text.includes(values.image)) return undefined
        if (!isChosenNode(ground, values, nodeName)) return undefined
        return strike(`image/${image.text} on ${nodeName}`) ? trouble : undefined
      }),
  })

export const registryDown = pullFault('registry-down', {
  name: 'registry-down',
  summary: 'a registry does not answer: pulls time out',
  subject: 'registry',
  signs: 'ErrImagePull after half a minute, then ImagePullBackOff; what is on the node already starts as ever',
  example: 'fault registry-down docker.io --for=5m',
})

export const registryRateLimited = pullFault('rate-limited', {
  name: 'registry-rate-limited',
  summary: 'a registry has been asked too often: 429 Too Many Requests',
  subject: 'registry',
  signs: 'ErrImagePull with "429 Too Many Requests" and "toomanyrequests: You have reached your unauthenticated pull rate limit"',
  example: 'fault registry-rate-limited docker.io --times=2',
})

export const imageMissing = pullFault('image-missing', {
  name: 'image-missing',
  summary: 'somebody has deleted an image from its registry',
  subject: 'image',
  signs: 'ErrImagePull with "not found", then ImagePullBackOff',
  example: 'fault image-missing nginx:1.27',
})
