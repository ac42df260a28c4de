package io.ctrrank.plugin.user;

/**
 * What the coordinator made of a request, once for all shards: a user to score with, or the order
 * of recall. It travels on the wire, so that the shards of one request do the same.
 */
public sealed interface Resolution permits RecallOrder, ResolvedUser {}
