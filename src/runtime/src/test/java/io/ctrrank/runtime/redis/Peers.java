package io.ctrrank.runtime.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Hosts that say what a test has them say, or nothing. */
final class Peers {
  private Peers() {}

  /** What a peer does with a connection. */
  interface Peer {
    void serve(InputStream in, OutputStream out) throws Exception;
  }

  /** Takes no connection: whoever connects gets no answer. */
  static final class Silent implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> waiting = new ArrayList<>();

    Silent(InetAddress address, int port) throws IOException {
      server = new ServerSocket(port, 1, address);
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), 50);
        } catch (IOException e) {
          // The queue is full now.
        }
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
      server.close();
    }
  }

  /** Listens until the socket is closed; each connection gets a peer of its own. */
  static ServerSocket serve(Peer peer) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket socket = server.accept();
                  Thread.ofVirtual().start(() -> talk(peer, socket));
                } catch (IOException e) {
                  return;
                }
              }
            });
    return server;
  }

  private static void talk(Peer peer, Socket socket) {
    try (socket) {
      peer.serve(socket.getInputStream(), socket.getOutputStream());
      // Until the other side has enough.
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (Exception e) {
      // The store went away, as it should.
    }
  }
}
