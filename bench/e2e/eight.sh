#!/usr/bin/env bash
# eight.sh - TPC-H's eight tables to nowhere, a byte of them beside a byte of the
# loop that makes lineitem alone (lineitem.sh says how)
export NAME=eight TABLE=region,nation,part,supplier,partsupp,customer,orders,lineitem
exec "$(dirname "$0")/lineitem.sh"
