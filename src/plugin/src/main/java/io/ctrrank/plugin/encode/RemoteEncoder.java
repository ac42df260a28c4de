package io.ctrrank.plugin.encode;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.encode.VectorEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.cluster.node.DiscoveryNode;

/**
 * Encodes the texts of one embedding version on encoder nodes: one after the other is asked until
 * one answers or the time is up, then this node's own encoder, if it may. Blocks. Thread-safe.
 */
final class RemoteEncoder implements VectorEncoder {
  private final String embeddingVersion;
  private final EncoderNodes nodes;
  private final BiFunction<DiscoveryNode, EncodeRequest, EncodeResponse> transport;
  private final ModelRegistry models;
  private final Duration time;
  private final boolean lastResort;
  private final RemoteCounts counts;

  /**
   * @param transport asks a node, and throws an {@link ElasticsearchException} when it fails
   * @param models whose encoder is the last resort
   * @param time most that a batch may take, all attempts together
   * @param lastResort whether this node's own encoder may be used
   */
  RemoteEncoder(
      String embeddingVersion,
      EncoderNodes nodes,
      BiFunction<DiscoveryNode, EncodeRequest, EncodeResponse> transport,
      ModelRegistry models,
      Duration time,
      boolean lastResort,
      RemoteCounts counts) {
    this.embeddingVersion = embeddingVersion;
    this.nodes = nodes;
    this.transport = transport;
    this.models = models;
    this.time = time;
    this.lastResort = lastResort;
    this.counts = counts;
  }

  @Override
  public List<short[]> items(List<String> texts) {
    return encode(EncodeRequest.Side.ITEM, texts);
  }

  @Override
  public List<short[]> users(List<String> texts) {
    return encode(EncodeRequest.Side.USER, texts);
  }

  private List<short[]> encode(EncodeRequest.Side side, List<String> texts) {
    Pending pending = new Pending(texts);
    RuntimeException last;
    int before;
    do {
      before = pending.size();
      last = askInTurn(side, pending);
      // Nodes that are slow and get on are not to be helped: they are there to spare this one.
    } while (pending.size() > 0 && pending.size() < before);
    if (pending.size() > 0 && !lastResort) {
      throw last;
    }
    if (pending.size() > 0) {
      pending.take(encodeHere(side, pending.texts(), last));
    }
    return pending.vectors();
  }

  /**
   * Asks one node after the other until all vectors are there or the time is up.
   *
   * @return why not all are there, if not
   */
  private RuntimeException askInTurn(EncodeRequest.Side side, Pending pending) {
    long end = System.nanoTime() + time.toNanos();
    RuntimeException last =
        new IllegalStateException("there is no encoder node for [" + embeddingVersion + "] now");
    // Where there is another way, nobody waits for a node that failed a moment ago.
    for (DiscoveryNode node : lastResort ? nodes.available() : nodes.inTurn()) {
      Duration remaining = Duration.ofNanos(end - System.nanoTime());
      if (remaining.toMillis() <= 0 || pending.size() == 0) {
        break;
      }
      try {
        EncodeRequest request =
            new EncodeRequest(
                EncodeRequest.formatFor(node), embeddingVersion, side, pending.texts(), remaining);
        counts.addSent(pending.take(transport.apply(node, request).vectors()));
        nodes.answered(node);
      } catch (ElasticsearchException e) {
        nodes.failed(node);
        counts.addFailure();
        last = e;
      }
    }
    return last;
  }

  private List<short[]> encodeHere(
      EncodeRequest.Side side, List<String> texts, RuntimeException why) {
    EncodeQueue own = models.encoder(embeddingVersion).orElseThrow(() -> why);
    List<CompletableFuture<short[]>> vectors =
        texts.stream()
            .map(text -> side == EncodeRequest.Side.ITEM ? own.item(text) : own.user(text))
            .toList();
    try {
      List<short[]> encoded = vectors.stream().map(CompletableFuture::join).toList();
      counts.addLocal(texts.size());
      return encoded;
    } catch (CompletionException e) {
      throw new RejectedExecutionException(
          "no encoder node answers, and this node's own encoder neither", e.getCause());
    }
  }
}
