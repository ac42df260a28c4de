package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A TCP socket that keeps a deadline. The time limit of an ordinary socket holds for each read anew
 * and for no write at all: a server that drips, or that reads nothing more, would keep its caller
 * beyond any limit. Here all reads and writes together end by the deadline; after that the
 * connection is good for nothing but closing. For one thread at a time.
 */
final class DeadlineSocket extends Socket {
  /** A channel copies all that it is given before it writes what fits. */
  private static final int CHUNK_BYTES = 1 << 16;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private Deadline limit;
  private boolean timedOut;
  private int soTimeout;

  private DeadlineSocket(
      SocketChannel channel, Selector selector, SelectionKey key, Deadline limit) {
    this.channel = channel;
    this.selector = selector;
    this.key = key;
    this.limit = limit;
  }

  /** Connects by {@code limit}. */
  static DeadlineSocket connect(InetSocketAddress address, Deadline limit) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      Selector selector = Selector.open();
      try {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        DeadlineSocket socket = new DeadlineSocket(channel, selector, key, limit);
        boolean connected = channel.connect(address);
        while (!connected) {
          socket.await(SelectionKey.OP_CONNECT);
          connected = channel.finishConnect();
        }
        return socket;
      } catch (IOException | RuntimeException e) {
        selector.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Gives what follows another deadline. */
  void limit(Deadline limit) {
    this.limit = limit;
  }

  /** Whether a deadline came before the end of a read or a write. */
  boolean timedOut() {
    return timedOut;
  }

  /** Whether there is something to read; does not wait. */
  boolean isReadable() {
    try {
      key.interestOps(SelectionKey.OP_READ);
      return selector.selectNow(ready -> {}) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public InputStream getInputStream() {
    return new In();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Out();
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  /** Told to whoever asks, but it is the deadline that counts. */
  @Override
  public void setSoTimeout(int timeout) {
    soTimeout = timeout;
  }

  @Override
  public int getSoTimeout() {
    return soTimeout;
  }

  /** Off: TLS asks for it before it closes. */
  @Override
  public int getSoLinger() {
    return -1;
  }

  private void await(int operation) throws IOException {
    long nanos = limit.remainingNanos();
    if (nanos == 0) {
      throw timeout();
    }
    key.interestOps(operation);
    selector.select(
        ready -> {}, TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1));
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for Redis");
    }
  }

  private void checkTime() throws SocketTimeoutException {
    if (limit.isOver()) {
      throw timeout();
    }
  }

  private SocketTimeoutException timeout() {
    timedOut = true;
    return new SocketTimeoutException("no answer in time");
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      checkTime();
      ByteBuffer bytes = ByteBuffer.wrap(target, offset, length);
      int read = channel.read(bytes);
      while (read == 0) {
        await(SelectionKey.OP_READ);
        read = channel.read(bytes);
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      DeadlineSocket.this.close();
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      int end = offset + length;
      for (int from = offset; from < end; from += CHUNK_BYTES) {
        checkTime();
        ByteBuffer bytes = ByteBuffer.wrap(source, from, Math.min(CHUNK_BYTES, end - from));
        channel.write(bytes);
        while (bytes.hasRemaining()) {
          await(SelectionKey.OP_WRITE);
          channel.write(bytes);
        }
      }
    }

    @Override
    public void close() throws IOException {
      DeadlineSocket.this.close();
    }
  }
}
