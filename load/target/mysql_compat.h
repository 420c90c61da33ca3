/*
 * mysql_compat.h - one client library or the other: MariaDB's Connector/C or
 * Oracle's libmysqlclient
 *
 * They are told apart by their own macro. Never by a number: what one calls
 * MYSQL_OPT_SSL_MODE is another option of the other.
 */
#ifndef SEEDMILL_MYSQL_COMPAT_H
#define SEEDMILL_MYSQL_COMPAT_H

#include <stdbool.h>

#include <mysql.h>

#include <errmsg.h>

#ifdef MARIADB_BASE_VERSION
typedef my_bool sm__my_bool;
#define sm__my_socket(c) mysql_get_socket(c)
#else
typedef bool sm__my_bool;
#define sm__my_socket(c) ((c)->net.fd)
#endif

#endif
