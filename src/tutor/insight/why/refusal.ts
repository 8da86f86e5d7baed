/** Why the last request was forbidden, and which rule is missing. */
import type { Deed, Insight } from '../insight.ts'
import type { Answer } from './answer.ts'

export function whyRefused({ user, verb, resource, group, namespace, name, message = '' }: Deed, insight: Insight): Answer {
  const what = group === '' ? resource : `${resource.split('/')[0]}.${group}${resource.includes('/') ? `/${resource.split('/')[1]}` : ''}`
  const where = namespace === '' ? 'in the whole cluster' : `in ${namespace}`
  // Admission says no with the same code, after every right was found.
  if (!message.includes('cannot')) return { says: `It was not a right that was missing: admission refused it.`, because: [message], see: [] }
  const rights = insight.rights({ name: user, groups: [] }, namespace)
  const short = (user.split(':').at(-1) ?? user).replace(/[^a-z0-9-]/g, '-')
  const cluster = namespace === ''
  const role = `${short}-${resource.split('/')[0]}`
  const subject = /^system:serviceaccount:/.test(user) ? `--serviceaccount=${user.split(':').slice(2).join(':')}` : `--user=${user}`
  return {
    says: `${user} may not ${verb} ${what} ${where}: no role that is bound to ${user} allows it.`,
    because: [
      rights.length > 0
        ? `what bindings grant ${where}: ${rights.slice(0, 6).join(', ')}${rights.length > 6 ? ` and ${rights.length - 6} more` : ''}`
        : `no binding grants anything ${where}`,
      `missing is a rule with the verb ${verb} and the resource ${what}${name ? ` (it was about ${name})` : ''}, and a binding to ${user}`,
    ],
    see: [
      `kubectl create ${cluster ? 'clusterrole' : 'role'} ${role} --verb=${verb} --resource=${what}${cluster ? '' : ` -n ${namespace}`}`,
      `kubectl create ${cluster ? 'clusterrolebinding' : 'rolebinding'} ${role} --${cluster ? 'clusterrole' : 'role'}=${role} ${subject}${cluster ? '' : ` -n ${namespace}`}`,
      `kubectl auth can-i --list --as=${user}${cluster ? '' : ` -n ${namespace}`}`,
    ],
  }
}
