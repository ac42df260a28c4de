// Runs the example for the tests: node run.mjs <address of a node> <model of the control arm>
// <what users' names begin with>. Prints what happened as JSON.
import { setTimeout as sleep } from 'node:timers/promises'
import { AdService } from './ad-service.mjs'

const USERS = 6
const EXPERIMENT = 'javascript'
const ATTEMPTS = 300

/** Asks again until the answer is as wanted: logs are written in the background. */
async function until (ask, wanted) {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask()
    if (wanted(answer) || attempt === ATTEMPTS) {
      return answer
    }
    await sleep(100)
  }
}

const [address, control, users] = process.argv.slice(2)
const service = new AdService(address)
const { client } = service
const models = await service.models()
await service.startExperiment(EXPERIMENT, control, 'msd')
const pages = []
for (let user = 0; user < USERS; user++) {
  const page = await service.search('comedy', `${users}-${user}`, `${users}-query-${user}`)
  await service.clicked(page[0], `${users}-${user}`, `${users}-query-${user}`)
  pages.push(page)
}
await until(() => client.indices.exists({ index: 'ctr-impressions' }), found => found)
const shown = pages.flat().length
const total = (report, count) => report.arms.reduce((sum, arm) => sum + arm[count], 0)
const report = await until(async () => {
  await client.indices.refresh({ index: 'ctr-impressions*,ctr-clicks*' })
  return service.report(EXPERIMENT)
}, report => total(report, 'impressions') === shown && total(report, 'clicks') === USERS)
await service.endExperiment(EXPERIMENT)
console.log(JSON.stringify({ models, pages, arms: report.arms }))
