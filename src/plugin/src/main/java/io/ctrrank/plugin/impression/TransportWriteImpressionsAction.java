package io.ctrrank.plugin.impression;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.HandledTransportAction;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Writes impressions for nodes that search, on the node that keeps them. */
public final class TransportWriteImpressionsAction
    extends HandledTransportAction<WriteImpressionsRequest, WriteImpressionsResponse> {
  /** The action; nodes call it, users cannot. */
  public static final ActionType<WriteImpressionsResponse> TYPE =
      new ActionType<>("internal:ctr/impression_pages");

  private final ImpressionLog log;

  /** Made by Elasticsearch. */
  @Inject
  public TransportWriteImpressionsAction(
      TransportService transport, ActionFilters filters, ThreadPool threads, ImpressionLog log) {
    super(TYPE.name(), transport, filters, WriteImpressionsRequest::new, threads.generic());
    this.log = log;
    log.start(transport);
  }

  @Override
  protected void doExecute(
      Task task,
      WriteImpressionsRequest request,
      ActionListener<WriteImpressionsResponse> listener) {
    log.writeHere(request, listener);
  }
}
