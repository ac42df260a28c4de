import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'

const ATTEMPTS = 600

/** What a shop asks of the ads in Elasticsearch. */
export class AdService {
  /**
   * @param node such as `https://es.example.org:9200`
   * @param authority PEM file of who signed the cluster's certificates, its `http_ca.crt`
   * @param apiKey the `encoded` of the answer to the request that made it
   */
  constructor (node, authority, apiKey) {
    this.client = new Client({ node, tls: { ca: readFileSync(authority) }, auth: { apiKey } })
  }

  /**
   * The ads with most expected revenue. The model is the one of the user's arm. In the order of
   * recall, that of a holdout or while the plugin is switched off, the score is recall's, and model
   * and arm are missing.
   */
  async search (category, user, queryId) {
    const answer = await this.client.search({
      index: 'ads',
      size: 5,
      query: { match: { 'category.text': category } },
      _source: false,
      fields: ['item_id'],
      rescore: {
        window_size: 200,
        ctr: { rank_by: 'ecpm', bid_field: 'bid', user: { id: user }, query_id: queryId }
      },
      ext: { ctr_log: {} }
    })
    return answer.hits.hits.map((hit, index) => {
      const [item] = hit.fields.item_id
      const [{ model, arm }] = hit.fields._ctr_log ?? [{}]
      return { id: hit._id, item, place: index + 1, score: hit._score, model, arm }
    })
  }

  /** Tells of a click: to the report, and to the models, which read what the user did. */
  async clicked (ad, user, queryId) {
    const now = new Date()
    await this.client.index({
      index: 'ctr-clicks',
      document: {
        '@timestamp': now.toISOString(),
        timestamp: now.toISOString(),
        action_name: 'click',
        query_id: queryId,
        client_id: user,
        event_attributes: { object: { object_id: ad.id }, position: { ordinal: ad.place } }
      }
    })
    await this.call('POST', `/_ctr/user/${encodeURIComponent(user)}/_events`, {
      events: [{ item: ad.item, ts: Math.floor(now / 1000) }]
    })
  }

  /** Ids of the models on the cluster. */
  async models () {
    const { models } = await this.call('GET', '/_ctr/model')
    return Object.keys(models)
  }

  /**
   * Splits the users of the alias over two models, or a model and `_none`, and logs what they are
   * shown. Clicks may be posted when it is done, and not before.
   */
  async startExperiment (name, control, treatment) {
    await this.client.cluster.putSettings({ persistent: { 'ctr.impressions': 'experiments' } })
    await this.call('PUT', `/_ctr/experiment/${name}`, {
      alias: 'ads',
      arms: [
        { name: 'control', model: control, share: 50 },
        { name: 'treatment', model: treatment, share: 50 }
      ]
    })
    await this.call('POST', `/_ctr/experiment/${name}/_start`)
    await this.eventStreams()
  }

  /** Waits for the template of the streams: without it a click would make an ordinary index. */
  async eventStreams () {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await this.client.indices.existsIndexTemplate({ name: 'ctr-events' })) {
        // When the master has done even what it does last, every node has heard of it.
        await this.client.cluster.health({ wait_for_events: 'languid' })
        return
      }
      await sleep(100)
    }
    throw new Error('index template [ctr-events] does not come')
  }

  /** Which model is better, so far. */
  report (name) {
    return this.call('GET', `/_ctr/experiment/${name}/_report`)
  }

  /** Ends an experiment; its log stays. */
  async endExperiment (name) {
    await this.call('POST', `/_ctr/experiment/${name}/_stop`)
    await this.call('DELETE', `/_ctr/experiment/${name}`)
  }

  call (method, path, body) {
    return this.client.transport.request({ method, path, body })
  }
}
