package io.ctrrank.live.node;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several nodes of the real distribution on this machine, with security and encrypted connections
 * between them. Closing ends the nodes and deletes their folders. Not thread-safe.
 */
public final class LiveCluster implements AutoCloseable {
  private static final String CERTIFICATE = "transport.p12";

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, LiveNode> nodes = new LinkedHashMap<>();

  private LiveCluster() {}

  /**
   * One of the nodes; the first one must be one that can be elected master.
   *
   * @param name its name
   * @param settings further lines for its {@code elasticsearch.yml}
   * @param artifacts what it is put together from, if not from the same as the others
   */
  public record Member(String name, List<String> settings, Optional<Artifacts> artifacts) {
    public Member {
      settings = List.copyOf(settings);
    }

    /** A node like the others. */
    public Member(String name, List<String> settings) {
      this(name, settings, Optional.empty());
    }
  }

  /**
   * What a node is started from, each time anew.
   *
   * @param folder where it is installed
   * @param name lines on its name and its cluster
   * @param settings further lines
   * @param login makes its client somebody
   */
  private record Place(
      NodeFolder folder, String name, List<String> settings, LiveNode.Login login) {
    LiveNode.Starting begin() throws IOException, InterruptedException {
      return LiveNode.begin(folder, name, settings, login);
    }
  }

  /**
   * Starts the nodes side by side and waits until all answer.
   *
   * @param preparation what to do with the folder of each node before it starts
   * @param user as whom clients talk to them, with all rights
   */
  public static LiveCluster start(
      Artifacts artifacts,
      List<Member> members,
      TemporaryNode.Preparation preparation,
      String user,
      String password)
      throws IOException, InterruptedException {
    LiveCluster cluster = new LiveCluster();
    try {
      cluster.begin(artifacts, members, preparation, user, password);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void begin(
      Artifacts artifacts,
      List<Member> members,
      TemporaryNode.Preparation preparation,
      String user,
      String password)
      throws IOException, InterruptedException {
    List<Integer> ports = freePorts(members.size());
    Path certificate = null;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      NodeFolder folder = NodeFolder.create(member.artifacts().orElse(artifacts));
      places.put(
          member.name(),
          new Place(
              folder,
              place(members, ports, i),
              settings(member),
              client -> client.as(user, password)));
      if (certificate == null) {
        certificate = folder.makeCertificate();
      }
      folder.copyToConfig(certificate);
      preparation.prepare(folder);
    }
    Map<String, LiveNode.Starting> starting = new LinkedHashMap<>();
    for (Map.Entry<String, Place> place : places.entrySet()) {
      starting.put(place.getKey(), place.getValue().begin());
    }
    for (Map.Entry<String, LiveNode.Starting> each : starting.entrySet()) {
      nodes.put(each.getKey(), each.getValue().await());
    }
  }

  private static String place(List<Member> members, List<Integer> ports, int node) {
    List<String> seeds = ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList();
    return "node.name: "
        + members.get(node).name()
        + "\ntransport.port: "
        + ports.get(node)
        + "\ndiscovery.seed_hosts: "
        + seeds
        + "\ncluster.initial_master_nodes: "
        // One is enough to begin with, and it can be one of few that may be elected.
        + List.of(members.getFirst().name())
        + "\n";
  }

  private static List<String> settings(Member member) {
    List<String> all = new ArrayList<>(member.settings());
    all.addAll(LiveNode.SECURED);
    all.add("xpack.security.transport.ssl.enabled: true");
    // All of it is on this machine: the certificate is there to encrypt, not to prove anything.
    all.add("xpack.security.transport.ssl.verification_mode: none");
    all.add("xpack.security.transport.ssl.keystore.path: " + CERTIFICATE);
    return all;
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** The node of a name. */
  public LiveNode node(String name) {
    LiveNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "node [" + name + "] is not known; expected one of " + nodes.keySet());
    }
    return node;
  }

  /** Names of all nodes, running or not. */
  public List<String> names() {
    return List.copyOf(places.keySet());
  }

  /**
   * Starts a node again from its folder, whatever became of it, and waits until it answers. It
   * keeps its transport port and gets another one for HTTP.
   */
  public LiveNode restart(String name) throws IOException, InterruptedException {
    node(name).close();
    Place place = requireNonNull(places.get(name), "place of a node that was started");
    LiveNode again = place.begin().await();
    nodes.put(name, again);
    return again;
  }

  /** Name of the elected master, as a node tells it. */
  public String master(NodeClient client) throws IOException {
    return client
        .send("GET", "/_cat/master?format=json&h=node", null)
        .body()
        .getAsJsonArray()
        .get(0)
        .getAsJsonObject()
        .get("node")
        .getAsString();
  }

  @Override
  public void close() throws IOException {
    nodes.values().forEach(LiveNode::close);
    for (Place place : places.values()) {
      place.folder().close();
    }
  }
}
