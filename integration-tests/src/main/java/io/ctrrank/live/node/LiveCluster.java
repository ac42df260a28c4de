package io.ctrrank.live.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several nodes of the real distribution on this machine, with security and encrypted connections
 * between them. Closing ends the nodes and deletes their folders. Not thread-safe.
 */
public final class LiveCluster implements AutoCloseable {
  private static final String CERTIFICATE = "transport.p12";

  private final Map<String, NodeFolder> folders = new LinkedHashMap<>();
  private final Map<String, LiveNode> nodes = new LinkedHashMap<>();

  private LiveCluster() {}

  /**
   * One of the nodes.
   *
   * @param name its name
   * @param settings further lines for its {@code elasticsearch.yml}
   */
  public record Member(String name, List<String> settings) {
    public Member {
      settings = List.copyOf(settings);
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
    List<LiveNode.Starting> starting = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      NodeFolder folder = NodeFolder.create(artifacts);
      folders.put(members.get(i).name(), folder);
      if (certificate == null) {
        certificate = folder.makeCertificate();
      }
      folder.copyToConfig(certificate);
      preparation.prepare(folder);
      starting.add(
          LiveNode.begin(
              folder,
              place(members, ports, i),
              settings(members.get(i)),
              client -> client.as(user, password)));
    }
    for (int i = 0; i < members.size(); i++) {
      nodes.put(members.get(i).name(), starting.get(i).await());
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
        + members.stream().map(Member::name).toList()
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

  @Override
  public void close() throws IOException {
    nodes.values().forEach(LiveNode::close);
    for (NodeFolder folder : folders.values()) {
      folder.close();
    }
  }
}
