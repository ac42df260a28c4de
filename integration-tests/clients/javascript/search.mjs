// Sends a search for the tests: node search.mjs <address of a node> <certificate of its authority>
// <API key> <index> <body>. Prints the hits as JSON.
import { AdService } from './ad-service.mjs'

const [address, authority, key, index, body] = process.argv.slice(2)
const { client } = new AdService(address, authority, key)
const { hits } = await client.search({ index, ...JSON.parse(body) })
console.log(JSON.stringify(hits.hits))
