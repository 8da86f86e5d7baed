/** Bindings: the older way to say that a pod goes to a node. Nothing is stored; it is the pod's binding that is made. Models LegacyBindingREST of pkg/registry/core/pod/storage. */
import { bindings, pods } from '../../../api/kinds.ts'
import { defineResource } from '../resource.ts'

export const binding = defineResource({ of: bindings, verbs: ['create'], createsSubresource: { of: pods, name: 'binding' }, columns: [] })
