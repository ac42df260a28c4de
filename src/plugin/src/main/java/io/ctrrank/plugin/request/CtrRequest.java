package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a search asks of the rescorer.
 *
 * @param choice its model
 * @param user the user
 * @param ranking how hits are scored
 * @param queryText what the user typed, for models that read it
 * @param serving how the search wants to be served
 */
public record CtrRequest(
    ModelChoice choice,
    UserInput user,
    Ranking ranking,
    Optional<String> queryText,
    ServingOptions serving) {
  /** Stands in place of a model's id and asks for the order of recall. */
  public static final String NO_MODEL = "_none";

  /** Most characters of the text of a search. */
  public static final int LONGEST_TEXT = 4_096;

  public CtrRequest {
    requireNonNull(choice, "choice is null");
    requireNonNull(user, "user is null");
    requireNonNull(ranking, "ranking is null");
    requireNonNull(serving, "serving is null");
  }

  /** The request of a model alone: nobody in particular, by pCTR. */
  public static CtrRequest of(String model) {
    return new CtrRequest(
        ModelChoice.named(model),
        UserInput.ANONYMOUS,
        Ranking.BY_CTR,
        Optional.empty(),
        ServingOptions.DEFAULT);
  }

  /** Id of the model, an alias of models, or {@link #NO_MODEL}. */
  public String model() {
    return choice.model();
  }

  /** What stays in one arm: what the search names for it, else its user; empty for nobody. */
  public Optional<String> unit() {
    return choice.experiment().unit().or(user::id);
  }

  /** The same request with its model chosen. */
  public CtrRequest withChoice(ModelChoice chosen) {
    return new CtrRequest(chosen, user, ranking, queryText, serving);
  }

  /** The same request of another user. */
  public CtrRequest withUser(UserInput newUser) {
    return new CtrRequest(choice, newUser, ranking, queryText, serving);
  }

  /** The same request with another way to score. */
  public CtrRequest withRanking(Ranking newRanking) {
    return new CtrRequest(choice, user, newRanking, queryText, serving);
  }

  /** The same request, served otherwise. */
  public CtrRequest withServing(ServingOptions newServing) {
    return new CtrRequest(choice, user, ranking, queryText, newServing);
  }

  /** The same request without a text. */
  public CtrRequest withoutText() {
    return new CtrRequest(choice, user, ranking, Optional.empty(), serving);
  }

  /** The same request without what shards have in model form: behaviour, profile and text. */
  public CtrRequest withoutInputs() {
    return withoutText().withUser(new UserInput(user.id(), Optional.empty(), Optional.empty()));
  }

  /** Whether it asks for the order of recall. */
  public boolean wantsNoModel() {
    return choice.model().equals(NO_MODEL);
  }

  /** Index field of the bid, there exactly when ranking by eCPM. */
  public Optional<String> bidField() {
    return ranking.bidField();
  }
}
