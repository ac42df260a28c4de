// Sends a search for the tests: node search.mjs <address of a node> <index> <body>. Prints the hits
// as JSON.
import { AdService } from './ad-service.mjs'

const [address, index, body] = process.argv.slice(2)
const { client } = new AdService(address)
const { hits } = await client.search({ index, ...JSON.parse(body) })
console.log(JSON.stringify(hits.hits))
