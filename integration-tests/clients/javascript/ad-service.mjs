import { Client } from '@elastic/elasticsearch'

/** What a shop asks of the ads in Elasticsearch. */
export class AdService {
  constructor (node) {
    this.client = new Client({ node })
  }

  /** The ads with most expected revenue. The model is the one of the user's arm. */
  async search (category, user, queryId) {
    const answer = await this.client.search({
      index: 'ads',
      size: 5,
      query: { match: { 'category.text': category } },
      rescore: {
        window_size: 200,
        ctr: { rank_by: 'ecpm', bid_field: 'bid', user: { id: user }, query_id: queryId }
      },
      ext: { ctr_log: {} }
    })
    return answer.hits.hits.map(hit => {
      const { item, model, arm } = hit.fields._ctr_log[0]
      return { id: hit._id, item, revenue: hit._score, model, arm }
    })
  }

  /** Tells of a click: to the report, and to the models, which read what the user did. */
  async clicked (ad, user, queryId) {
    await this.client.index({
      index: 'ctr-clicks',
      document: {
        '@timestamp': new Date().toISOString(),
        action_name: 'click',
        query_id: queryId,
        client_id: user,
        event_attributes: { object: { object_id: ad.id } }
      }
    })
    await this.call('POST', `/_ctr/user/${encodeURIComponent(user)}/_events`, {
      events: [{ item: ad.item, ts: Math.floor(Date.now() / 1000) }]
    })
  }

  /** Ids of the models on the cluster. */
  async models () {
    const { models } = await this.call('GET', '/_ctr/model')
    return Object.keys(models)
  }

  /** Splits the users of the alias over two models, and logs what they are shown. */
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
