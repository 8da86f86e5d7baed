/** Fields that nobody owns: they name the object, or the server alone sets them. Models apimachinery pkg/util/managedfields/internal/stripmeta.go. */
import { FieldSet } from './field-set.ts'
import { fieldStep } from './step.ts'

const unowned = ['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion']

const stripped = FieldSet.of(
  ...['apiVersion', 'kind', 'metadata'].map((name) => [fieldStep(name)]),
  ...unowned.map((name) => [fieldStep('metadata'), fieldStep(name)]),
)

export const withoutUnowned = (fields: FieldSet): FieldSet => fields.difference(stripped)
