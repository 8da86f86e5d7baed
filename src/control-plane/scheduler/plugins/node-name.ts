import type { Plugin } from '../framework.ts'

/** A pod that names its node goes nowhere else. (Such a pod usually never comes to the scheduler.) */
export const nodeName: Plugin = {
  name: 'NodeName',
  local: true,
  wakes: ['NodeAdd'],
  applies: ({ pod }) => pod.spec.nodeName !== undefined,
  filter: ({ pod }, node) =>
    pod.spec.nodeName && pod.spec.nodeName !== node.name ? { reasons: ["node(s) didn't match the requested node name"], unresolvable: true } : undefined,
}
