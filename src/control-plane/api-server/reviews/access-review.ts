import type { UserInfo } from '../../../api/request.ts'
import { type FieldError, forbiddenField, invalid, invalidValue } from '../../../api/status.ts'
import type { SubjectAccessReviewSpec } from '../../../api/types.ts'
import type { Attributes } from '../authorization/authorizer.ts'
import type { Review, ReviewContext } from './review.ts'

const group = 'authorization.k8s.io'

function attributesOf(spec: SubjectAccessReviewSpec, user: UserInfo): Attributes {
  const { resourceAttributes: on, nonResourceAttributes: path } = spec
  return {
    user,
    verb: on?.verb ?? path?.verb ?? '',
    isResource: on !== undefined,
    group: on?.group ?? '',
    version: on?.version ?? '',
    resource: on?.resource ?? '',
    subresource: on?.subresource ?? '',
    namespace: on?.namespace ?? '',
    name: on?.name ?? '',
    path: path?.path ?? '',
  }
}

function checkSpec(spec: SubjectAccessReviewSpec, kind: string): void {
  const errors: FieldError[] = []
  if (spec.resourceAttributes && spec.nonResourceAttributes)
    errors.push(invalidValue('spec.nonResourceAttributes', spec.nonResourceAttributes, 'cannot be specified in combination with resourceAttributes'))
  if (!spec.resourceAttributes && !spec.nonResourceAttributes)
    errors.push(invalidValue('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified'))
  if (kind !== 'SelfSubjectAccessReview' && !spec.user && (spec.groups ?? []).length === 0)
    errors.push(invalidValue('spec.user', '', 'at least one of user or group must be specified'))
  if (errors.length > 0) throw invalid({ group, kind }, '', errors)
}

function decide(spec: SubjectAccessReviewSpec, user: UserInfo, { authorizer }: ReviewContext): object {
  const { allowed, reason } = authorizer.authorize(attributesOf(spec, user))
  return { allowed, ...(reason ? { reason } : {}) }
}

const subjectOf = (spec: SubjectAccessReviewSpec): UserInfo => ({
  username: spec.user ?? '',
  groups: spec.groups ?? [],
  ...(spec.uid ? { uid: spec.uid } : {}),
})

/** May I do this? (`kubectl auth can-i`) */
export const selfSubjectAccessReview: Review = {
  plural: 'selfsubjectaccessreviews',
  answer(question, context) {
    const spec = question.spec ?? {}
    checkSpec(spec, 'SelfSubjectAccessReview')
    return { ...question, metadata: question.metadata ?? {}, status: decide(spec, context.user, context) }
  },
}

/** May that user do this? */
export const subjectAccessReview: Review = {
  plural: 'subjectaccessreviews',
  answer(question, context) {
    const spec = question.spec ?? {}
    checkSpec(spec, 'SubjectAccessReview')
    return { ...question, metadata: question.metadata ?? {}, status: decide(spec, subjectOf(spec), context) }
  },
}

/** The same, for whoever may ask only about one namespace. */
export const localSubjectAccessReview: Review = {
  plural: 'localsubjectaccessreviews',
  answer(question, context) {
    const spec = question.spec ?? {}
    checkSpec(spec, 'LocalSubjectAccessReview')
    const namespace = spec.resourceAttributes?.namespace ?? ''
    if (spec.nonResourceAttributes)
      throw invalid({ group, kind: 'LocalSubjectAccessReview' }, '', [forbiddenField('spec.nonResourceAttributes', 'disallowed on this kind of request')])
    if (namespace !== context.namespace)
      throw invalid({ group, kind: 'LocalSubjectAccessReview' }, '', [
        invalidValue('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace'),
      ])
    return { ...question, metadata: { ...question.metadata, namespace }, status: decide(spec, subjectOf(spec), context) }
  },
}
