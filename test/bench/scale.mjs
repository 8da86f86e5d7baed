/**
 * How large a cluster may be: `npm run bench -- scale`, and `npm run bench -- scale 150000` for the scale that Kubernetes
 * itself promises. For each, the same writes are made by a bare loop (yardstick.ts) right before.
 */
const sizes = [
  { pods: 10_000, nodes: 1000, aim: 'at most 4 s, boot included, and 400 MB' },
  { pods: 15_000, nodes: 5000, aim: 'for comparison with the next' },
  { pods: 150_000, nodes: 5000, aim: 'at most 90 s and 2.5 GB; 1.3 times the cost of a pod among 15,000' },
]

/** @param run starts a bundled figure in a process of its own: resolves to what it prints, or undefined if it failed */
export async function printScale(run, most) {
  console.log(
    `${'pods'.padStart(8)}${'nodes'.padStart(7)}${'boot s'.padStart(9)}${'rollout s'.padStart(11)}${'cpu ms/pod'.padStart(12)}${'MB'.padStart(7)}${'yardstick s'.padStart(13)}${'MB'.padStart(6)}${'cpu ratio'.padStart(11)}   aim`,
  )
  for (const { pods, nodes, aim } of sizes.filter((size) => size.pods <= most)) {
    const bare = await run('yardstick', String(pods))
    const cluster = await run('cluster', 'scale', String(pods), String(nodes))
    const head = `${String(pods).padStart(8)}${String(nodes).padStart(7)}`
    if (!cluster || !bare) console.log(`${head}   did not get there   ${aim}`)
    else {
      const { boot, rollout, rolloutCpu, rss } = cluster
      const numbers = [seconds(boot, 9), seconds(rollout, 11), (rolloutCpu / pods).toFixed(2).padStart(12), rss.toFixed(0).padStart(7), seconds(bare.ms, 13)]
      console.log(`${head}${numbers.join('')}${bare.rss.toFixed(0).padStart(6)}${(rolloutCpu / bare.cpu).toFixed(1).padStart(11)}   ${aim}`)
    }
  }
}

const seconds = (ms, width) => (ms / 1000).toFixed(1).padStart(width)
