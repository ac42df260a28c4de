package io.ctrrank.plugin.user;

import java.util.concurrent.CompletableFuture;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.Client;

/**
 * Whether whoever searches may be told of a history that is stored: whether the caller may do
 * {@link TransportTellHistoryAction}, an action that does nothing. Where security is off everybody
 * may.
 */
final class HistoryRight {
  private HistoryRight() {}

  /** Asks in the name of the caller; whatever fails is a no. */
  static CompletableFuture<Boolean> ask(Client client) {
    CompletableFuture<Boolean> may = new CompletableFuture<>();
    client.execute(
        TransportTellHistoryAction.TYPE,
        new TellHistoryRequest(),
        new ActionListener<>() {
          @Override
          public void onResponse(AcknowledgedResponse response) {
            may.complete(true);
          }

          @Override
          public void onFailure(Exception e) {
            may.complete(false);
          }
        });
    return may;
  }
}
