import { podPart } from './pod-part.ts'

/** Containers added to a running pod (`kubectl debug`). They can be added, never changed or taken away. */
export const ephemeralContainers = podPart('ephemeralcontainers', (pod, changed) => {
  pod.spec.ephemeralContainers = changed.spec?.ephemeralContainers
})
