package io.ctrrank.plugin.testing;

import static org.elasticsearch.test.hamcrest.ElasticsearchAssertions.assertAcked;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.plugin.CtrRankPlugin;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.test.ESIntegTestCase;
import org.elasticsearch.transport.netty4.Netty4Plugin;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.elasticsearch.xcontent.XContentType;

/**
 * Two nodes of Elasticsearch's test framework with the plugin, real HTTP and real, tiny models:
 * {@code msd} with encoder and user level, {@code din} without.
 */
@ESIntegTestCase.ClusterScope(
    scope = ESIntegTestCase.Scope.SUITE,
    numDataNodes = 2,
    numClientNodes = 0,
    supportsDedicatedMasters = false)
public abstract class CtrIntegTestCase extends ESIntegTestCase {
  protected static final BundleFixtures MSD = BundleFixtures.msd("msd");
  protected static final BundleFixtures DIN = BundleFixtures.din("din");
  private static final String MAPPING =
      """
      {"properties": {
        "item_id": {"type": "keyword"}, "title": {"type": "text"},
        "category": {"type": "keyword"}, "year": {"type": "integer"}, "bid": {"type": "double"}}}
      """;

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    return List.of(CtrRankPlugin.class, Netty4Plugin.class);
  }

  /** Machines that run tests are busy: what is waited for shall come. */
  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.search.timeout", "60s")
        .put("ctr.search.max_waiting", 1_000)
        .build();
  }

  @Override
  protected boolean addMockHttpTransport() {
    return false;
  }

  @Override
  protected Path nodeConfigPath(int nodeOrdinal) {
    Path config = createTempDir();
    try {
      writeBundles(Files.createDirectories(config.resolve("ctr-rank/models")), nodeOrdinal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return config;
  }

  /** Writes the bundles of a node. */
  protected void writeBundles(Path folder, int nodeOrdinal) throws IOException {
    MSD.write(folder);
    DIN.write(folder);
  }

  /** The scores of a tiny model over {@code ads}. */
  protected static ExpectedScores expected(BundleFixtures model, List<Ad> ads) {
    try {
      ModelManifest manifest = Bundle.open(model.write(createTempDir())).manifest();
      return ExpectedScores.of(manifest, model.words(), ads);
    } catch (IOException | BundleException e) {
      throw new AssertionError(e);
    }
  }

  /** Creates an index for ads. */
  protected void createAdIndex(String name, int shards, Settings more) {
    createAdIndex(name, shards, more, MAPPING);
  }

  /** Creates an index of its own mapping. */
  protected void createAdIndex(String name, int shards, Settings more, String mapping) {
    Settings settings =
        Settings.builder()
            .put(indexSettings())
            .put("index.number_of_shards", shards)
            .put("index.number_of_replicas", 0)
            .put(more)
            .build();
    assertAcked(prepareCreate(name).setSettings(settings).setMapping(mapping));
    ensureGreen(name);
  }

  /** Creates an index and fills it. */
  protected void createAds(String name, int shards, List<Ad> ads) {
    createAdIndex(name, shards, Settings.EMPTY);
    indexAds(name, ads);
  }

  /** Indexes ads, each under its item id, and makes them visible. */
  protected void indexAds(String name, List<Ad> ads) {
    BulkRequestBuilder bulk = client().prepareBulk().setRefreshPolicy(RefreshPolicy.IMMEDIATE);
    for (Ad ad : ads) {
      bulk.add(prepareIndex(name).setId(ad.id()).setSource(ad.source()));
    }
    assertFalse(bulk.get().hasFailures());
  }

  /** {@code "rescore"} with the members of {@code ctr} in single quotes. */
  protected static String rescore(int window, String ctr) {
    return "'rescore': {'window_size': " + window + ", 'ctr': " + ctr + "}";
  }

  /** Searches over HTTP; {@code body} in single quotes, without the outer braces. */
  protected static Hits search(String index, String body) throws IOException {
    return Hits.of(call("POST", "/" + index + "/_search", "{" + body + "}"));
  }

  /** What the nodes counted so far. */
  protected static NodeCounts counts() throws IOException {
    return new NodeCounts(call("GET", "/_ctr/stats", ""));
  }

  /** Settings that keep all shards of an index on one node. */
  protected static Settings on(String node) {
    return Settings.builder().put("index.routing.allocation.require._name", node).build();
  }

  /** Calls over HTTP and expects success. */
  protected static Map<String, Object> call(String method, String path, String body)
      throws IOException {
    return call(getRestClient(), method, path, body);
  }

  /** Deletes aliases and uploaded models, which the framework would complain about. */
  protected static void deleteUploads() throws IOException {
    for (String alias : Hits.object(call("GET", "/_ctr/alias", ""), "aliases").keySet()) {
      call("DELETE", "/_ctr/alias/" + alias, "");
    }
    Map<String, Object> models = Hits.object(call("GET", "/_ctr/model", ""), "models");
    for (String id : models.keySet()) {
      if (Hits.path(models, id + ".origin", String.class).equals("index")) {
        call("DELETE", "/_ctr/model/" + id, "");
      }
    }
  }

  /** Sends bytes over HTTP and expects success. */
  protected static Map<String, Object> put(String path, byte[] body) throws IOException {
    Request request = new Request("PUT", path);
    request.setEntity(new ByteArrayEntity(body, ContentType.create("application/zip")));
    return json(getRestClient().performRequest(request));
  }

  /** Sends bytes over HTTP and expects an error. */
  protected static Failure failPut(String path, byte[] body) throws IOException {
    try {
      throw new AssertionError("expected an error, got " + put(path, body));
    } catch (ResponseException e) {
      return failure(e);
    }
  }

  /** Calls one node over HTTP and expects success. */
  protected static Map<String, Object> call(
      RestClient node, String method, String path, String body) throws IOException {
    return json(node.performRequest(request(method, path, body)));
  }

  /** Calls over HTTP and expects success; the answer with its headers. */
  protected static Response respond(String method, String path, String body) throws IOException {
    return getRestClient().performRequest(request(method, path, body));
  }

  /** Calls over HTTP and expects an error. */
  protected static Failure fail(String method, String path, String body) throws IOException {
    return fail(getRestClient(), method, path, body);
  }

  /** Calls one node over HTTP and expects an error. */
  protected static Failure fail(RestClient node, String method, String path, String body)
      throws IOException {
    try {
      Response response = node.performRequest(request(method, path, body));
      throw new AssertionError("expected an error, got " + json(response));
    } catch (ResponseException e) {
      return failure(e);
    }
  }

  /** Searches over HTTP and expects an error. */
  protected static Failure failSearch(String index, String body) throws IOException {
    return fail("POST", "/" + index + "/_search", "{" + body + "}");
  }

  private static Failure failure(ResponseException e) throws IOException {
    return new Failure(
        e.getResponse().getStatusLine().getStatusCode(), Strings.toString(builder(e)));
  }

  private static XContentBuilder builder(ResponseException e) throws IOException {
    return XContentFactory.jsonBuilder().map(json(e.getResponse()));
  }

  /** A request with a body of JSON in single quotes. */
  protected static Request request(String method, String path, String body) {
    Request request = new Request(method, path);
    if (!body.isEmpty()) {
      request.setJsonEntity(body.replace('\'', '"'));
    }
    return request;
  }

  /** The body of an answer. */
  protected static Map<String, Object> json(Response response) throws IOException {
    return XContentHelper.convertToMap(
        XContentType.JSON.xContent(), response.getEntity().getContent(), true);
  }
}
