package io.ctrrank.live;

import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.analysis.SecurityIndexAnalysis;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A node as a user of the API has it: TLS and security on, the bundles msd and din, a Redis, no
 * index. The tests of clients share it, and each leaves it as it was. Closed after the last test.
 */
final class ApiNode implements AutoCloseable {
  /** What ids of documents start with. */
  static final String DOCUMENT = "doc-";

  private static final String ROOT = "root-user";
  private static final String PASSWORD = "a-long-password";

  private final LocalRedis redis;
  private final TemporaryNode temporary;

  private ApiNode(LocalRedis redis, TemporaryNode temporary) {
    this.redis = redis;
    this.temporary = temporary;
  }

  /** Gives tests the node, started with the first test that asks for it. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ApiNode.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return Started.once(context, ApiNode.class, ApiNode::start);
    }
  }

  private static ApiNode start() throws IOException, InterruptedException {
    LocalRedis redis = LocalRedis.start();
    try {
      List<String> settings = new ArrayList<>(RedisLines.of(redis));
      settings.addAll(TemporaryNode.withoutOtherWork());
      settings.add("ctr.redis.timeout: 5s");
      settings.add("ctr.redis.connect_timeout: 10s");
      settings.add("ctr.search.timeout: 60s");
      return new ApiNode(
          redis,
          TemporaryNode.startEncrypted(
              Artifacts.ofBuild(),
              Suite.MODELS,
              settings,
              SecurityIndexAnalysis::addTo,
              ROOT,
              PASSWORD));
    } catch (IOException | InterruptedException | RuntimeException e) {
      redis.close();
      throw e;
    }
  }

  /** Talks to the node, and may do everything. */
  NodeClient client() {
    return temporary.node().client();
  }

  /** Certificate of the authority that signed the node's. */
  Path authority() {
    return temporary.node().folder().httpAuthority();
  }

  String log() {
    return temporary.node().log();
  }

  /**
   * Makes an index of films with an alias, whose documents have other ids than the items.
   *
   * @param films how many
   */
  void loadFilms(String index, String alias, int films) throws IOException, DataException {
    AdsIndex.load(
        client(),
        IndexPlan.plain(index, 1).withDocuments(DOCUMENT),
        Films.read().catalogue().items().subList(0, films));
    client().send("PUT", "/" + index + "/_alias/" + alias, null).json();
  }

  @Override
  public void close() throws IOException {
    try (redis;
        temporary) {
      // Closes the node, then Redis.
    }
  }
}
