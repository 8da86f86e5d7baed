/**
 * How many nodes are enough. In a big cluster it does not pay to look at all of them for every pod: the search ends when
 * so many have been found that would do, and the next pod's begins where it ended. Models numFeasibleNodesToFind of
 * pkg/scheduler/schedule_one.go.
 */

/** With fewer nodes all are looked at, and never fewer than so many. */
const least = 100
const leastPercentage = 5

/** @param percentage of the nodes; 0 leaves it to the size of the cluster: from 50 % of a hundred down to 5 % of five thousand. */
export function enoughNodes(all: number, percentage: number): number {
  if (all < least || percentage >= 100) return all
  const part = percentage > 0 ? percentage : Math.max(50 - Math.trunc(all / 125), leastPercentage)
  return Math.max(Math.trunc((all * part) / 100), least)
}
