// Runs the example for the tests: node run.mjs <address of a node> <certificate of its authority>
// <API key for pages> <API key for experiments> <model of the control arm> <what users' names begin
// with>. Prints what happened as JSON.
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

/** The report, or nothing as long as nothing was logged. */
async function report () {
  try {
    return await experiments.report(EXPERIMENT)
  } catch (error) {
    if (error.statusCode === 404) {
      return undefined
    }
    throw error
  }
}

const [address, authority, pagesKey, experimentsKey, control, users] = process.argv.slice(2)
const ads = new AdService(address, authority, pagesKey)
const experiments = new AdService(address, authority, experimentsKey)
const models = await experiments.models()
await experiments.startExperiment(EXPERIMENT, control, 'msd')
const pages = []
for (let user = 0; user < USERS; user++) {
  const page = await ads.search('comedy', `${users}-${user}`, `${users}-query-${user}`)
  await ads.clicked(page[0], `${users}-${user}`, `${users}-query-${user}`)
  pages.push(page)
}
const shown = pages.flat().length
const total = (arms, count) => arms.reduce((sum, arm) => sum + arm[count], 0)
const { arms } = await until(report, found => found !== undefined &&
  total(found.arms, 'impressions') === shown && total(found.arms, 'clicks') === USERS)
await experiments.endExperiment(EXPERIMENT)
console.log(JSON.stringify({ models, pages, arms }))
