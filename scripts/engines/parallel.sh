#!/usr/bin/env bash
# A study by GNU parallel: a shard a core here, or on the hosts of $HOSTS (8/one,8/two) where this folder is shared too.
parallel ${HOSTS:+--sshlogin "$HOSTS" --workdir .} --jobs "${JOBS:-100%}" --retries 3 --joblog study.log \
  "${SORLAB:-sorlab} study run --workers 1 --quiet --shard {}/${SHARDS:-8}" ::: $(seq "${SHARDS:-8}")
