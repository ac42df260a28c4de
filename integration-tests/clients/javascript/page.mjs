// A page and a click on it for the tests: node page.mjs <address of a node> <certificate of its
// authority> <API key> <user>. Prints the page as JSON.
import { AdService } from './ad-service.mjs'

const [address, authority, key, user] = process.argv.slice(2)
const service = new AdService(address, authority, key)
const page = await service.search('comedy', user, `${user}-query`)
await service.clicked(page[0], user, `${user}-query`)
console.log(JSON.stringify(page))
