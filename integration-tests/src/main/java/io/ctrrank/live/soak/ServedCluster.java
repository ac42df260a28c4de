package io.ctrrank.live.soak;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.load.UserSearches;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.LiveCluster.Member;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.redis.HeadItems;
import io.ctrrank.live.redis.Preload;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a small operator runs, on one machine: two nodes with data, an encoder node, a Redis with
 * the vectors of all ads and with users, uploaded models behind an alias, security on. The indices
 * have one and four shards, each shard on both data nodes.
 */
public final class ServedCluster implements AutoCloseable {
  /** Nodes that hold data, and that applications talk to. */
  public static final List<String> DATA_NODES = List.of("data-1", "data-2");

  /** The node that encodes, and votes for masters. */
  public static final String ENCODER_NODE = "encoder";

  /** Model with an encoder. */
  public static final String MODEL = "msd";

  /** Model without one. */
  public static final String SMALL_MODEL = "din";

  /** What searches name. */
  public static final String ALIAS = "live";

  private static final List<String> INDICES = List.of("served-1", "served-4");
  private static final List<Integer> SHARDS = List.of(1, 4);
  private static final int LEAST_HISTORY = 20;
  private static final String USER = "operator";
  private static final String PASSWORD = "a-long-password";

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final LocalRedis redis;
  private final LiveCluster cluster;
  private final List<UserState> users;

  private ServedCluster(
      Artifacts artifacts,
      Dataset dataset,
      LocalRedis redis,
      LiveCluster cluster,
      List<UserState> users) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.redis = redis;
    this.cluster = cluster;
    this.users = List.copyOf(users);
  }

  /**
   * How large.
   *
   * @param ads in each index
   * @param users who search
   * @param cache {@code ctr.cache.size} of each node
   */
  public record Plan(int ads, int users, String cache) {}

  /** Starts everything and brings it to where it serves. */
  public static ServedCluster start(
      Artifacts artifacts, Dataset dataset, Plan plan, Console console)
      throws IOException, InterruptedException, BundleException {
    List<UserState> users = new DemoUsers(dataset, LEAST_HISTORY).first(plan.users());
    LocalRedis redis = LocalRedis.start();
    try {
      LiveCluster cluster =
          LiveCluster.start(
              artifacts,
              members(redis, plan),
              folder -> folder.addUser(USER, PASSWORD, "superuser"),
              USER,
              PASSWORD);
      ServedCluster served = new ServedCluster(artifacts, dataset, redis, cluster, users);
      try {
        served.load(HeadItems.of(dataset, plan.ads()), console);
        return served;
      } catch (IOException | InterruptedException | BundleException | RuntimeException e) {
        cluster.close();
        throw e;
      }
    } catch (IOException | InterruptedException | BundleException | RuntimeException e) {
      redis.close();
      throw e;
    }
  }

  private static List<Member> members(LocalRedis redis, Plan plan) {
    List<String> settings = new ArrayList<>(RedisLines.of(redis));
    settings.add("ctr.cache.size: " + plan.cache());
    List<Member> members = new ArrayList<>();
    for (String name : DATA_NODES) {
      members.add(new Member(name, settings));
    }
    settings.addAll(List.of("node.roles: [master]", "node.attr.ctr_encoder: true"));
    members.add(new Member(ENCODER_NODE, settings));
    return members;
  }

  private void load(List<Item> ads, Console console)
      throws IOException, InterruptedException, BundleException {
    List<String> textFields =
        Model.of(artifacts.bundle(MODEL)).schema().itemText().orElseThrow().fields();
    console.heading("vectors of " + ads.size() + " ads and " + users.size() + " users in Redis");
    new Preload(artifacts.bundle(MODEL), Films.CATALOGUE, textFields)
        .run(redis, ads, done -> console.progress("vectors", done, ads.size()));
    new StoredUsers(redis).write(users);
    upload(MODEL);
    upload(SMALL_MODEL);
    name(MODEL);
    for (int i = 0; i < INDICES.size(); i++) {
      IndexPlan index = IndexPlan.plain(INDICES.get(i), SHARDS.get(i));
      AdsIndex.load(
          client(),
          index
              .of(Films.CATALOGUE, textFields)
              .inMicros()
              .withShown(HeadItems.shown(dataset))
              .withReplicas(DATA_NODES.size() - 1),
          ads);
    }
    awaitGreen();
  }

  /** Uploads one of the models of the build, and requires that every node has it. */
  public void upload(String model) throws IOException, BundleException {
    JsonObject nodes =
        client().putBytes("/_ctr/model/" + model, zip(model)).json().getAsJsonObject("nodes");
    int total = nodes.get("total").getAsInt();
    if (nodes.get("ready").getAsInt() != total || total != cluster.names().size()) {
      throw new IOException("model [" + model + "] was uploaded and is not on all nodes: " + nodes);
    }
  }

  private Path zip(String model) throws IOException, BundleException {
    Path zip = cluster.node(DATA_NODES.getFirst()).folder().root().resolve(model + ".zip");
    if (!Files.exists(zip)) {
      BundleArchive.pack(Bundle.open(artifacts.bundle(model)), zip);
    }
    return zip;
  }

  /** Lets the alias stand for a model. */
  public void name(String model) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("model", model);
    client().put("/_ctr/alias/" + ALIAS, body);
  }

  /** Waits until every shard is on both data nodes. */
  public void awaitGreen() throws IOException {
    client().get("/_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=180s");
  }

  /** The first node with data. */
  public NodeClient client() {
    return cluster.node(DATA_NODES.getFirst()).client();
  }

  /** All nodes with data. */
  public List<NodeClient> clients() {
    return DATA_NODES.stream().map(node -> cluster.node(node).client()).toList();
  }

  /** Random searches of all users in both indices. */
  public UserSearches searches(long seed) {
    return new UserSearches(INDICES, ALIAS, users, UserSearches.pairs(dataset.catalogue()), seed);
  }

  /** The nodes. */
  public LiveCluster cluster() {
    return cluster;
  }

  /** What they share. */
  public LocalRedis redis() {
    return redis;
  }

  /** Users that the application has stored. */
  public List<UserState> users() {
    return users;
  }

  /** Folder of a node, running or not. */
  public NodeFolder folder(String node) {
    return cluster.node(node).folder();
  }

  @Override
  public void close() throws IOException {
    cluster.close();
    redis.close();
  }
}
