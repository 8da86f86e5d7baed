/**
 * A lesson to begin with: it works, and says TODO wherever its author has something to say. Whoever changes it piece by
 * piece, with `ktutor lesson check` in between, always knows which piece broke it.
 */
import { idPattern } from './schema.ts'

/** Why this can't be the id of a lesson, or undefined. */
export function idProblem(id: string): string | undefined {
  if (!idPattern.test(id)) return 'An id is lower-case words joined by dashes, without numbers: probes-in-depth'
  return id.length > 40 ? 'An id has at most 40 letters: people type it' : undefined
}

/** The files of a lesson's folder, by name. */
export const skeleton = (id: string): ReadonlyMap<string, string> =>
  new Map([
    ['lesson.yaml', lessonYaml(id)],
    ['solution.md', solution],
    ['start.yaml', startYaml],
  ])

const lessonYaml = (id: string): string => `# yaml-language-server: $schema=../lesson.schema.json
# What stands here works; it is a lesson about a note. Where it says TODO the words are to be yours, and what you don't
# need may go. Try it after every few changes:   ktutor lesson check ${id}
format: 1

# A title makes curious and does not tell the solution. The summary is one sentence: what one can do afterwards.
title: "TODO: a title"
summary: "TODO: what one can do afterwards"
# Each of these has a page (ktutor learn). Lessons that must come before this one are named by their ids.
teaches: [namespace]
requires: []
# An honest guess: how long somebody needs who does this for the first time.
minutes: 5

start:
  # Worker nodes and the control plane, 1 to 20.
  nodes: 3
  # Where kubectl looks if nobody says -n.
  context: { namespace: shop }
  # Files of this folder that the administrator has applied before the learner comes, and others found at home (files:).
  manifests: [start.yaml]
  # How long the cluster has lived when the lesson begins, so that its pods run.
  settle: 30s

# Told once, at the beginning: where are we, and why does it matter? Lines of at most 80 characters.
story: |
  TODO: The shop opens on Monday, and nobody has written down when.

steps:
  - id: write
    # At most about twelve lines. Says what is to be reached, with every name and value that a check needs, and not how.
    task: |
      TODO: Create in the namespace \`shop\` a ConfigMap \`opening-hours\` with the
      key \`monday\` and the value \`9-17\`.
    # State decides, never the text of a command: every valid way passes. There are resource, absent, condition, rbac,
    # reachable, dns, log, event, context, file, observed, answer, triggered and unchanged; look into other lessons.
    checks:
      - resource: { object: configmap/opening-hours, namespace: shop, where: { data.monday: "9-17" } }
        # What is expected, what was seen, where to look. One line.
        not-yet: "a ConfigMap opening-hours with 9-17 for monday; seen: {seen} (kubectl get configmap)"
        # What this proves.
        pass: "the hours are written down"
    # A ladder: a question, a concept, the shape of the command, and at last the commands themselves.
    hints:
      - "TODO: Which kind of object holds settings?"
      - "TODO: A ConfigMap holds keys and values, for programs to read. kubectl create makes one."
      - "The shape is: kubectl create configmap NAME --from-literal=KEY=VALUE"
      - commands:
          - kubectl create configmap opening-hours --from-literal=monday=9-17
    # An error or a state that you recognise, explained where it happens: by the text of an error, a resource's state, or
    # what was asked for ({ ran: { verb: list, resource: pods }, times: 2 }).
    react:
      - when: { error: "already exists" }
        say: "TODO: What is there can be changed (kubectl edit), or deleted and made anew."
    # After success, the lucky one too: what was done, why it worked, the trap in real life.
    debrief: |
      TODO: The ConfigMap lies in etcd now, and no program reads it yet.

# Near misses and bypasses: each must fail, with this in what is said. Two or three for every step that invites them.
mistakes:
  - step: write
    try: kubectl create configmap opening-hours --from-literal=monday=9-18
    says: "seen: 9-18"
  - step: write
    try: kubectl create configmap opening-hours --from-literal=monday=9-17 -n default
    says: "a ConfigMap opening-hours with 9-17 for monday"

# A question or two for the end; ktutor quiz asks them too. The right answer is one of the choices, letter by letter.
quiz:
  - ask: "TODO: Where is the ConfigMap kept?"
    choices: [in etcd, in the pod, in a file on a node]
    right: in etcd
    because: "TODO: The API server writes every object into etcd, and only there."
`

const solution = `# How it is done

Every step has at least one way, and two where it can be both commanded and declared. What a command prints is compared;
a command without output beneath it is only run.

\`\`\`console step=write way=imperative
$ kubectl create configmap opening-hours --from-literal=monday=9-17
configmap/opening-hours created
\`\`\`

\`\`\`console step=write way=declarative
$ kubectl apply -f - <<EOF
> apiVersion: v1
> kind: ConfigMap
> metadata:
>   name: opening-hours
>   namespace: shop
> data:
>   monday: 9-17
> EOF
configmap/opening-hours created
\`\`\`
`

const startYaml = `# What is there when the lesson begins: any manifests, one after the other.
apiVersion: v1
kind: Namespace
metadata:
  name: shop
`
