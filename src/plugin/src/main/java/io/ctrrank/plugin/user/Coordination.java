package io.ctrrank.plugin.user;

import java.util.concurrent.CompletionException;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/** Hands requests back to the pool that coordinates searches, from threads of somebody else's. */
final class Coordination {
  private Coordination() {}

  /**
   * Goes on with a request, or fails it.
   *
   * @param user null where it fails
   */
  static void goOn(
      ThreadPool threads,
      ActionListener<ResolvedUser> listener,
      @Nullable ResolvedUser user,
      @Nullable Throwable failure) {
    try {
      threads
          .executor(ThreadPool.Names.SEARCH_COORDINATION)
          .execute(
              () -> {
                if (user != null) {
                  listener.onResponse(user);
                } else {
                  listener.onFailure(asException(failure));
                }
              });
    } catch (Throwable e) {
      listener.onFailure(asException(e));
    }
  }

  private static Exception asException(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Exception exception
        ? exception
        : new ElasticsearchException("rescorer [ctr] failed to resolve the user", cause);
  }
}
